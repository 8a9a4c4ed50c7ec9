package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients, server and log do under any schedule: nothing acknowledged is lost, nothing is stored twice, nobody
 * sees a
 * part of a commit or an event out of order, and in the end all views are the same. {@code -Date.simulation.seeds=N}
 * runs
 * more seeds in each trust mode, {@code -Date.simulation.seed=N} one again.
 */
class SimulationTest {
    private static final int OPERATIONS = 60;
    private static final long SEEDS = 100;
    private static final long TOGETHER = 10;

    /** Some seeds in one trust mode. */
    record Block(Trust trust, long from, long to) {}

    static Stream<Block> blocks() {
        Long named = Long.getLong("ate.simulation.seed");
        long from = named != null ? named : 0;
        long to = named != null ? named + 1 : Long.getLong("ate.simulation.seeds", SEEDS);
        return Stream.of(Trust.values())
                .flatMap(trust -> LongStream.iterate(from, start -> start < to, start -> start + TOGETHER)
                        .mapToObj(start -> new Block(trust, start, Math.min(to, start + TOGETHER))));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void acknowledgedCommitsSurviveEverythingOnceAndInOneOrder(Block block) {
        for (long seed : LongStream.range(block.from, block.to).boxed().toList()) {
            run(seed, block.trust);
        }
    }

    private static void run(long seed, Trust trust) {
        try {
            new Simulation(seed, trust).run(OPERATIONS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " in " + trust + " trust (again by -Date.simulation.seed=" + seed + "): " + e, e);
        }
    }
}
