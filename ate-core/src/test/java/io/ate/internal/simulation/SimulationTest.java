package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.function.Consumer;
import java.util.stream.LongStream;
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
    private static final long SEEDS = 100;
    private static final long TOGETHER = 10;

    /** Some seeds in one trust mode. */
    record Block(Trust trust, long from, long to) {}

    static Stream<Block> blocks() {
        long count = Seeds.count(SEEDS);
        return Stream.of(Trust.values())
                .flatMap(trust -> LongStream.iterate(0, start -> start < count, start -> start + TOGETHER)
                        .mapToObj(start -> new Block(trust, start, Math.min(count, start + TOGETHER))));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void acknowledgedCommitsSurviveEverythingOnceAndInOneOrder(Block block) {
        Seeds.range(block.from, block.to, block.trust, seed -> {
            Simulation simulation = new Simulation(seed, block.trust);
            simulation.work(OPERATIONS);
            simulation.heal();
            simulation.assertSeenAndAnswered();
        });
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyCallOfAServiceEndsWithItsReplyOrARefusalThatIsTrue(Block block) {
        Seeds.range(block.from, block.to, block.trust, seed -> {
            var _ = calling(seed, block.trust);
        });
    }

    @Test
    void someCallsAreRepliedTo() {
        long answered = 0;
        for (long seed = 0; answered == 0 && seed < SEEDS; seed++) {
            answered = calling(seed, Trust.CENTRALIZED).answeredCalls();
        }
        assertThat(answered).isPositive();
    }

    private static Simulation calling(long seed, Trust trust) {
        Simulation simulation = new Simulation(seed, trust);
        simulation.call();
        simulation.work(OPERATIONS);
        simulation.heal();
        simulation.assertSeenAndAnswered();
        return simulation;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatIsDoneUnderALockIsDoneByOneAfterTheOther(Block block) {
        Seeds.range(block.from, block.to, block.trust, seed -> {
            var _ = locking(seed, block.trust);
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
        Simulation simulation = new Simulation(seed, trust);
        simulation.lock();
        simulation.work(OPERATIONS);
        simulation.heal();
        simulation.assertSeenAndAnswered();
        return simulation.assertLocked();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whoLosesARaceIsToldOfAConflictAndWinsInTheEnd(Block block) {
        forEachSeed(block, Simulation::race, _ -> {});
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatIsAddedAtOnceAddsUpWithoutRunningAnythingAgain(Block block) {
        forEachSeed(block, Simulation::add, _ -> {});
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void itemsAreWorkedOnOnceAndChangesActedOnOnceWhoeverDies(Block block) {
        forEachSeed(block, Simulation::serve, Simulation::finishWork);
    }

    private static void forEachSeed(Block block, Consumer<Simulation> before, Consumer<Simulation> afterwards) {
        Seeds.range(block.from, block.to, block.trust, seed -> {
            Simulation simulation = new Simulation(seed, block.trust);
            before.accept(simulation);
            simulation.work(OPERATIONS / 2);
            simulation.heal();
            afterwards.accept(simulation);
            simulation.assertSeenAndAnswered();
        });
    }
}
