package io.ate.internal.log;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** A store that a process of its own writes to until it is killed, and what it must hold then. Confined to one test. */
final class KilledStore {
    private final Path folder;
    private final long seed;
    private final long[] acknowledged;

    KilledStore(Path folder, long seed, int chains) {
        this.folder = folder;
        this.seed = seed;
        acknowledged = new long[chains];
    }

    /** Lets the process run until it has said so many times that a commit is durable, and kills it there. */
    void runAndKill(int acknowledgements, String how) throws IOException, InterruptedException {
        Process process = ChildProcess.start(List.of(), Appender.class, folder.toString(), Long.toString(seed),
                Integer.toString(acknowledged.length), how);
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

    /** Opens the store, or a copy of it, and asserts that nothing is missing and no commit is there in part. */
    void assertHoldsWhatWasAcknowledged(Path store, String when) throws MalformedException {
        try (RedoLog log = RocksRedoLog.open(store, StoreOptions.small())) {
            assertHolds(log, when);
        }
    }

    /** The same of an open one. */
    void assertHolds(RedoLog log, String when) throws MalformedException {
        for (int i = 0; i < acknowledged.length; i++) {
            assertHolds(log, i, when);
        }
    }

    void assertAllChainsWereWrittenTo() {
        assertThat(acknowledged).as("every chain was written to, seed %s", seed).doesNotContain(0);
    }

    private void assertHolds(RedoLog log, int index, String when) throws MalformedException {
        StoredChain stored = log.find(KilledChain.name(index))
                .orElseThrow(() -> new AssertionError("no chain in " + when));
        long end = log.end(stored.number());
        assertThat(end).as(when).isGreaterThanOrEqualTo(acknowledged[index]);
        KilledChain chain = KilledChain.fresh(stored.number(), index, seed);
        List<LogEntry.Append> expected = chain.upTo(end);
        long last = expected.isEmpty() ? 0 : expected.getLast().record().last();
        assertThat(last).as("%s: the last commit is there as a whole", when).isEqualTo(end);
        Logs.assertHolds(log, chain.sample(), expected);
        if (end > 0) {
            Slice note = Objects.requireNonNull(log.note(stored.number(), "end"), when);
            assertThat(new WireReader(note).u64()).as("%s: note and commit are one batch", when).isEqualTo(end);
            LogEntry.Keep keep = chain.keep(expected.getLast());
            assertThat(Logs.kept(log, stored.number())).as("%s: what is kept and commit are one batch", when)
                    .containsExactly(new KeptRow.Kept(keep.place(), keep.content()));
            WriterRow row = log.writer(stored.number(), chain.sample().writer()).orElseThrow();
            assertThat(row.last()).as("%s: the writer's row and commit are one batch", when).isEqualTo(end);
        }
    }
}
