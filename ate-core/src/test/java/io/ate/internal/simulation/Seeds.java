package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which runs a test makes: {@code -Date.simulation.seeds=N} has each make N, {@code -Date.simulation.seed=N} that one
 * again. Stateless.
 */
final class Seeds {
    private static final long TOGETHER = 10;

    private Seeds() {}

    /** Some seeds in one mode of trust, which a test takes one after the other. */
    record Block(Trust trust, long from, long to) {
        /** Makes the run of each. */
        void each(LongConsumer run) {
            range(from, to, trust, run);
        }
    }

    /** All runs of a test that makes so many in each mode if nothing else is said, in blocks that run side by side. */
    static Stream<Block> blocks(long usual) {
        long count = count(usual);
        return Stream.of(Trust.values())
                .flatMap(trust -> LongStream.iterate(0, start -> start < count, start -> start + TOGETHER)
                        .mapToObj(start -> new Block(trust, start, Math.min(count, start + TOGETHER))));
    }

    /** A run of a simulation. */
    interface Run {
        void run(long seed, Trust trust);
    }

    /** How many runs a test makes that makes so many if nothing else is said. */
    static long count(long usual) {
        return Long.getLong("ate.simulation.seeds", usual);
    }

    /** Makes runs in both modes of trust, turn by turn. */
    static void each(long usual, Run run) {
        for (Trust trust : Trust.values()) {
            each(usual, trust, seed -> run.run(seed, trust));
        }
    }

    /** Makes runs in one mode of trust. */
    static void each(long usual, Trust trust, LongConsumer run) {
        range(0, count(usual), trust, run);
    }

    /** Makes the runs from one seed on up to another. */
    static void range(long from, long to, Trust trust, LongConsumer run) {
        Long named = Long.getLong("ate.simulation.seed");
        for (long seed = named != null ? named : from; seed < (named != null ? named + 1 : to); seed++) {
            try {
                run.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " in " + trust + " trust (again by -Date.simulation.seed="
                        + seed + "): " + e, e);
            }
        }
    }
}
