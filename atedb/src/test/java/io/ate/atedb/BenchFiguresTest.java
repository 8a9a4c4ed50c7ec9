package io.ate.atedb;

import io.ate.AteException;
import io.ate.Scope;
import io.ate.Trust;
import io.ate.atedb.bench.Load;
import io.ate.atedb.bench.Result;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of a measurement in which nothing happened. */
class BenchFiguresTest {
    private static Result result(long commits) {
        Load load = new Load(1024, 1, 1, 1, 1, 0, Scope.FULL, Trust.CENTRALIZED, 0, 1);
        return new Result(load, commits, new Histogram(2), 0, new Histogram(2), 1, commits);
    }

    @Test
    void whereNothingWasAnsweredThereAreNoFigures() {
        assertThatExceptionOfType(AteException.class).isThrownBy(() -> BenchCommand.demandFigures(result(0)))
                .withMessageContaining("none of the commits was answered")
                .withMessageContaining("--seconds");
        assertThatCode(() -> BenchCommand.demandFigures(result(1))).doesNotThrowAnyException();
    }
}
