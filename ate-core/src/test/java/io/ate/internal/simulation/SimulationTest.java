package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients, server, log and disk do under any schedule: nothing acknowledged is lost, nothing is stored twice,
 * nobody sees a part of a commit or an event out of order, and in the end all views are the same. Runs as many seeds as
 * {@link Seeds} says.
 */
class SimulationTest {
    private static final int OPERATIONS = 60;
    private static final long SEEDS = 30;

    static Stream<Seeds.Block> blocks() {
        return Seeds.blocks(SEEDS);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void acknowledgedCommitsSurviveEverythingOnceAndInOneOrder(Seeds.Block block) {
        block.each(seed -> {
            try (Simulation simulation = new Simulation(seed, block.trust())) {
                simulation.work(OPERATIONS);
                simulation.heal();
                simulation.assertSeenAndAnswered();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyCallOfAServiceEndsWithItsReplyOrARefusalThatIsTrue(Seeds.Block block) {
        block.each(seed -> {
            var _ = calling(seed, block.trust());
        });
    }

    @Test
    void someCallsAreRepliedTo() {
        long answered = 0;
        for (long seed = 0; answered == 0 && seed < SEEDS; seed++) {
            answered = calling(seed, Trust.CENTRALIZED);
        }
        assertThat(answered).isPositive();
    }

    /** How many calls were answered in one run. */
    private static long calling(long seed, Trust trust) {
        try (Simulation simulation = new Simulation(seed, trust)) {
            simulation.call();
            simulation.work(OPERATIONS);
            simulation.heal();
            simulation.assertSeenAndAnswered();
            return simulation.answeredCalls();
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatIsDoneUnderALockIsDoneByOneAfterTheOther(Seeds.Block block) {
        block.each(seed -> {
            var _ = locking(seed, block.trust());
        });
    }

    @Test
    void someLocksAreGiven() {
        long given = 0;
        for (long seed = 0; given == 0 && seed < SEEDS; seed++) {
            given = locking(seed, Trust.CENTRALIZED);
        }
        assertThat(given).isPositive();
    }

    /** How many locks were given in one run. */
    private static int locking(long seed, Trust trust) {
        try (Simulation simulation = new Simulation(seed, trust)) {
            simulation.lock();
            simulation.work(OPERATIONS);
            simulation.heal();
            simulation.assertSeenAndAnswered();
            return simulation.assertLocked();
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whoLosesARaceIsToldOfAConflictAndWinsInTheEnd(Seeds.Block block) {
        forEachSeed(block, Simulation::race, _ -> {});
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatIsAddedAtOnceAddsUpWithoutRunningAnythingAgain(Seeds.Block block) {
        forEachSeed(block, Simulation::add, _ -> {});
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void itemsAreWorkedOnOnceAndChangesActedOnOnceWhoeverDies(Seeds.Block block) {
        forEachSeed(block, Simulation::serve, Simulation::finishWork);
    }

    private static void forEachSeed(Seeds.Block block, Consumer<Simulation> before, Consumer<Simulation> afterwards) {
        block.each(seed -> {
            try (Simulation simulation = new Simulation(seed, block.trust())) {
                before.accept(simulation);
                simulation.work(OPERATIONS / 2);
                simulation.heal();
                afterwards.accept(simulation);
                simulation.assertSeenAndAnswered();
            }
        });
    }
}
