package io.ate.internal.log;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A real process with a real store is killed, again and again. */
final class KilledProcessTest {
    private static final int ROUNDS = 5;
    private static final int CHAINS = 3;

    @TempDir
    Path folder = Path.of("set by JUnit");

    @Test
    void killingTheProcessAtAnyInstantLosesNoAcknowledgedCommitAndLeavesNoHalfOne() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long[] acknowledged = new long[CHAINS];
        for (int round = 0; round < ROUNDS; round++) {
            String when = "round " + round + " of seed " + seed;
            runAndKill(seed, 1 + random.nextInt(1500), acknowledged);
            try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
                for (int i = 0; i < CHAINS; i++) {
                    check(log, i, seed, acknowledged[i], when);
                }
            }
        }
        assertThat(acknowledged).as("every chain was written to, seed %s", seed).doesNotContain(0);
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

    /** Lets the process run until it has said so many times that a commit is durable, and kills it there. */
    private void runAndKill(long seed, int acknowledgements, long[] acknowledged)
            throws IOException, InterruptedException {
        Process process = ChildProcess.start(List.of(), Appender.class, folder.toString(), Long.toString(seed),
                Integer.toString(CHAINS));
        try (BufferedReader lines = process.inputReader()) {
            int read = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 2 && !words[1].isEmpty()) {
                    int chain = Integer.parseInt(words[0]);
                    // The last line may have been cut in the middle of its number.
                    acknowledged[chain] = Math.max(acknowledged[chain], Long.parseLong(words[1]));
                }
                if (++read == acknowledgements) {
                    // Not the process itself, which would throw away what it has printed.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(read).as("the process appended").isGreaterThanOrEqualTo(acknowledgements);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void check(RedoLog log, int index, long seed, long acknowledged, String when)
            throws MalformedException {
        StoredChain stored = log.find(KilledChain.name(index))
                .orElseThrow(() -> new AssertionError("no chain in " + when));
        long end = log.end(stored.number());
        assertThat(end).as(when).isGreaterThanOrEqualTo(acknowledged);
        KilledChain chain = KilledChain.fresh(stored.number(), index, seed);
        List<LogEntry.Append> expected = new ArrayList<>();
        long last = 0;
        while (last < end) {
            LogEntry.Append next = chain.next();
            expected.add(next);
            last = next.record().last();
        }
        assertThat(last).as("%s: the last commit is there as a whole", when).isEqualTo(end);
        Logs.assertHolds(log, chain.sample(), expected);
        if (end > 0) {
            Slice note = Objects.requireNonNull(log.note(stored.number(), "end"), when);
            assertThat(new WireReader(note).u64()).as("%s: note and commit are one batch", when).isEqualTo(end);
            WriterRow row = log.writer(stored.number(), chain.sample().writer()).orElseThrow();
            assertThat(row.last()).as("%s: the writer's row and commit are one batch", when).isEqualTo(end);
        }
    }
}
