package io.ate.internal.log;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A real process with a real store is killed, again and again. */
final class KilledProcessTest {
    private static final int ROUNDS = 5;
    private static final int CHAINS = 3;

    @TempDir
    Path folder = Path.of("set by JUnit");

    @ParameterizedTest
    @ValueSource(strings = {"calm", Appender.BUSY})
    void killingTheProcessAtAnyInstantLosesNoAcknowledgedCommitAndLeavesNoHalfOne(String how) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KilledStore store = new KilledStore(folder, seed, CHAINS);
        for (int round = 0; round < ROUNDS; round++) {
            store.runAndKill(1 + random.nextInt(1500), how);
            store.assertHoldsWhatWasAcknowledged(folder, "round " + round + " of seed " + seed);
        }
        store.assertAllChainsWereWrittenTo();
    }

    @Test
    void aProcessWhoseParentIsGoneEnds() throws Exception {
        Process orphan = ChildProcess.start(List.of(), Appender.class, folder.toString(), "1", "1");
        try (BufferedReader lines = orphan.inputReader()) {
            assertThat(lines.readLine()).as("it appends").isNotNull();
            orphan.outputWriter().close(); // as the death of this process would
            assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).as("it has ended").isTrue();
            assertThat(orphan.exitValue()).isEqualTo(Lifeline.ORPHANED);
        } finally {
            orphan.destroyForcibly().waitFor();
        }
    }
}
