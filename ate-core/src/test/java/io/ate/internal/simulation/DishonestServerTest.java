package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What clients make of a server that lies, under any schedule: whoever is told what no honest history could give finds
 * out, takes nothing of it, and says that the server is not to be trusted; other chains of the same client and other
 * clients notice nothing. Runs as many seeds as {@link Seeds} says.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS) // with as many seeds as anybody asks for
class DishonestServerTest {
    private static final long RUNS_OF_EACH_LIE = 3;
    private static final long RUNS = 6;

    @ParameterizedTest
    @EnumSource(Lie.class)
    void whoIsLiedToFindsOutAndNobodyElseNotices(Lie lie) {
        Seeds.each(RUNS_OF_EACH_LIE, (seed, trust) -> run(seed, trust, run -> run.oneIsLiedTo(lie)));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatIsSaidToBeStoredAndThrownAwayIsNeverTakenForStored(Trust trust) {
        runs(trust, DishonestRun::commitsAreEmbezzled);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoWasShownAnotherHistoryFindsOut(Trust trust) {
        runs(trust, run -> run.theServerForks(false));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoWasShownAnotherHistoryFindsOutThoughTheServerPretendsThatItWasNot(Trust trust) {
        runs(trust, run -> run.theServerForks(true));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoSawMoreThanAServerThatWasSetBackFindsOut(Trust trust) {
        runs(trust, run -> run.theServerIsSetBack(false));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoSawMoreThanAServerThatWasSetBackFindsOutThoughTheServerPretendsThatItDidNot(Trust trust) {
        runs(trust, run -> run.theServerIsSetBack(true));
    }

    private static void runs(Trust trust, Consumer<DishonestRun> what) {
        Seeds.each(RUNS, trust, seed -> run(seed, trust, what));
    }

    private static void run(long seed, Trust trust, Consumer<DishonestRun> what) {
        try (DishonestRun run = new DishonestRun(seed, trust)) {
            what.accept(run);
        }
    }
}
