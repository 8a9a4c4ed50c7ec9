package io.ate.internal.simulation;

import io.ate.Trust;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs against a model: whatever clients do to a chain at once, through every way that the library offers,
 * what they are told and shown is that of one deed after the other. Runs as many seeds as {@link Seeds} says.
 */
class ModelTest {
    private static final int DEEDS = 50;
    private static final long SEEDS = 20;

    static Stream<Seeds.Block> blocks() {
        return Seeds.blocks(SEEDS);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whateverIsDoneAtOnceIsSeenAsOneDeedAfterTheOther(Seeds.Block block) {
        block.each(seed -> {
            try {
                run(seed, block.trust(), DEEDS);
            } catch (AssertionError | RuntimeException e) {
                throw shortest(seed, block.trust(), e);
            }
        });
    }

    @Test
    void mostOfItIsStoredAndCompared() {
        Reckoning reckoning = run(0, Trust.CENTRALIZED, DEEDS);
        assertThat(reckoning.stored()).isGreaterThan(DEEDS / 3);
        assertThat(reckoning.compared()).isGreaterThan(DEEDS);
    }

    private static Reckoning run(long seed, Trust trust, int deeds) {
        try (ModelRun run = new ModelRun(seed, trust)) {
            return reckoning(run, deeds);
        }
    }

    private static Reckoning reckoning(ModelRun run, int deeds) {
        try {
            run.work(deeds);
            run.heal();
            return run.reckon();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(inShort(e + "\n" + run.story()), e);
        }
    }

    /** With ids cut to what tells them apart, and without what is as usual. */
    static String inShort(String text) {
        return text.replaceAll("\\b([0-9a-f]{5})[0-9a-f]{27}\\b", "$1")
                .replaceAll(", terms=Terms\\[(\\w+=Optional.empty(, )?)+]|, history=\\[]|, name=null|Optional\\.", "");
    }

    /** The same failure, or another one of the same seed, with as few deeds as do. */
    private static AssertionError shortest(long seed, Trust trust, Throwable failure) {
        for (int deeds = 1; deeds < DEEDS; deeds++) {
            try {
                run(seed, trust, deeds);
            } catch (AssertionError e) {
                return new AssertionError("with " + deeds + " deeds: " + e.getMessage(), e);
            }
        }
        return new AssertionError("with all " + DEEDS + " deeds: " + failure.getMessage(), failure);
    }
}
