package io.ate.internal.log;

import io.ate.StoreFailedException;
import io.ate.internal.backup.StoreBackup;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * A process that appends commits to chains of a store for ever, and prints {@code chain sequence} for each that was
 * acknowledged, until whoever started it is gone. What it appends follows from the seed, so that another process knows
 * what must be there.
 */
final class Appender {
    /** Commits that wait at the same time. */
    private static final int WINDOW = 64;

    /** Of a store that begins a write-ahead log every few commits, and fills and compacts tables all the time. */
    static final String BUSY = "busy";

    /** The same, with a backup being taken into the folder {@code backups} beside it all the time. */
    static final String BACKED_UP = "busy, backed up";

    private Appender() {}

    /** Arguments: folder, seed of the content, number of chains, and {@link #BUSY} or nothing. */
    public static void main(String[] arguments) {
        Lifeline.hold();
        Path folder = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Semaphore window = new Semaphore(WINDOW);
        try (RocksRedoLog log = RocksRedoLog.open(folder, options(arguments))) {
            if (List.of(arguments).contains(BACKED_UP)) {
                backUpForEver(log, folder.resolveSibling("data"), folder.resolveSibling("backups"));
            }
            KilledChain[] chains = new KilledChain[count];
            for (int i = 0; i < count; i++) {
                chains[i] = KilledChain.resume(log, i, seed);
            }
            Random order = new Random();
            while (true) {
                KilledChain chain = chains[order.nextInt(count)];
                LogEntry.Append commit = chain.next();
                window.acquireUninterruptibly();
                log.append(chain.shard(), 1,
                        batch(chain, commit),
                        new RedoLog.Completion() {
                            @Override
                            public void durable() {
                                out.println(chain.index() + " " + commit.record().last());
                                window.release();
                            }

                            @Override
                            public void failed(StoreFailedException cause) {
                                out.println("failed " + cause.getMessage());
                                Runtime.getRuntime().halt(3);
                            }
                        });
            }
        }
    }

    private static void backUpForEver(RocksRedoLog log, Path data, Path backups) {
        var _ = Thread.ofPlatform().daemon().name("backups").start(() -> {
            StoreBackup backup = new StoreBackup(log, data, "ab".repeat(32));
            try {
                while (true) {
                    var _ = backup.addTo(backups, 1, 3, (_, _, _) -> {
                    });
                }
            } catch (Exception e) {
                System.out.println("a backup failed, which it must not: " + e);
                Runtime.getRuntime().halt(5);
            }
        });
    }

    private static LogBatch batch(KilledChain chain, LogEntry.Append commit) {
        List<LogEntry> entries = new ArrayList<>(chain.strips());
        entries.addAll(List.of(commit, chain.note(commit), chain.unkeep(commit), chain.keep(commit)));
        return new LogBatch(entries);
    }

    private static StoreOptions options(String[] arguments) {
        return arguments.length > 3 && arguments[3].startsWith(BUSY)
                ? new StoreOptions(64 << 20, 256 << 10, 1 << 20, 100, WriteFaults.NONE, Optional.empty())
                : StoreOptions.small();
    }
}
