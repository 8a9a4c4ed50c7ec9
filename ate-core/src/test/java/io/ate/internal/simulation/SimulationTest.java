package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What clients, server and log do under any schedule: nothing acknowledged is lost, nothing is stored twice, nobody
 * sees a
 * part of a commit or an event out of order, and in the end all views are the same. {@code -Date.simulation.seeds=N}
 * runs
 * more seeds, {@code -Date.simulation.seed=N} one again.
 */
class SimulationTest {
    private static final int OPERATIONS = 60;

    @ParameterizedTest
    @EnumSource
    void acknowledgedCommitsSurviveEverythingOnceAndInOneOrder(Trust trust) {
        seeds().forEach(seed -> run(seed, trust));
    }

    @Test
    void aSeedThatIsNamedIsTheOneThatRuns() {
        Long named = Long.getLong("ate.simulation.seed");
        if (named != null) {
            run(named, Trust.CENTRALIZED);
            run(named, Trust.DISTRIBUTED);
        }
    }

    private static LongStream seeds() {
        return LongStream.range(0, Long.getLong("ate.simulation.seeds", 100));
    }

    private static void run(long seed, Trust trust) {
        try {
            new Simulation(seed, trust).run(OPERATIONS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " in " + trust + " trust (-Date.simulation.seed=" + seed + "): " + e, e);
        }
    }
}
