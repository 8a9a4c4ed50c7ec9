package io.ate.atedb;

import java.util.List;
import java.util.Map;

/**
 * Says what the library says in the terms of the command line: the library speaks to programmers, of settings and
 * methods of its own. Stateless.
 */
final class CommandLineTerms {
    /** In this order: what is said of both is said once. */
    private static final List<Map.Entry<String, String>> TERMS = List.of(
            Map.entry("ClientConfig.owners", "--owner"),
            Map.entry("ClientConfig.trustOnFirstUse", "--trust-on-first-use"),
            Map.entry("AteClient.forgetServer", "atedb forget"),
            Map.entry("AteClient.acceptRestored", "atedb accept"),
            Map.entry("atedb solo, or AteServer.open", "atedb solo"), Map.entry("AteServer.open", "atedb solo"),
            Map.entry("AteClient.create", "atedb create"));

    private CommandLineTerms() {}

    static String in(String text) {
        String said = text;
        for (Map.Entry<String, String> each : TERMS) {
            said = said.replace(each.getKey(), each.getValue());
        }
        return said;
    }
}
