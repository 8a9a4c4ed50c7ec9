package io.ate.atedb;

import java.util.Map;

/**
 * Says what the library says in the terms of the command line: the library speaks to programmers, of settings and
 * methods of its own. Stateless.
 */
final class CommandLineTerms {
    private static final Map<String, String> TERMS = Map.of("ClientConfig.owners", "--owner",
            "ClientConfig.trustOnFirstUse", "--trust-on-first-use", "AteClient.forgetServer", "atedb forget",
            "AteServer.open", "atedb solo", "AteClient.create", "atedb create");

    private CommandLineTerms() {}

    static String in(String text) {
        String said = text;
        for (Map.Entry<String, String> each : TERMS.entrySet()) {
            said = said.replace(each.getKey(), each.getValue());
        }
        return said;
    }
}
