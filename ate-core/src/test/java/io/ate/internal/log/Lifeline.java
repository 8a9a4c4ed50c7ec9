package io.ate.internal.log;

import java.io.IOException;

/**
 * Ties a child process to the one that started it: whose standard input ends has lost its parent, and nobody else would
 * ever end it. Stateless.
 */
final class Lifeline {
    /** The exit code of a child without a parent. */
    static final int ORPHANED = 4;

    private Lifeline() {}

    /** From now on this process ends as soon as its standard input does, which carries nothing. */
    static void hold() {
        var _ = Thread.ofPlatform().daemon().name("lifeline").start(() -> {
            awaitEndOfInput();
            Runtime.getRuntime().halt(ORPHANED);
        });
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // what comes means nothing
            }
        } catch (IOException _) {
            System.err.println("standard input cannot be read"); // which is an end, too
        }
    }
}
