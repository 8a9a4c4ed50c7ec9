package io.ate.server.internal;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.NoSuchChainException;
import io.ate.internal.backup.BackupFolder;
import io.ate.internal.backup.Progress;
import io.ate.internal.backup.StoreBackup;
import io.ate.internal.copy.ChainArrival;
import io.ate.internal.copy.ChainCopy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.text.Durations;
import io.ate.server.BackupPlan;
import io.ate.server.Backups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of a running server: those that are asked for, and those that it takes by itself; and copies of single
 * chains. One at a time. Thread-safe.
 */
final class ServerBackups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerBackups.class);
    /** After one that failed the next is tried no later. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final StoreBackup store;
    private final HeldKeys identity;
    private final Optional<BackupPlan> plan;
    private final LongSupplier clock;
    private final LongSupplier nanoTime;
    private final Semaphore taking = new Semaphore(1);
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    /** When the next is due that it takes by itself. */
    private volatile long due;
    private volatile boolean closing;

    /**
     * @param identity whose fingerprint the store has; it stays the server's
     * @param clock milliseconds since 1970
     * @param nanoTime by which time is counted
     */
    ServerBackups(StoreBackup store, HeldKeys identity, Optional<BackupPlan> plan, LongSupplier clock,
            LongSupplier nanoTime) {
        this.store = store;
        this.identity = identity;
        this.plan = plan;
        this.clock = clock;
        this.nanoTime = nanoTime;
        plan.ifPresent(each -> begin(each));
    }

    /** Finds out when the last one was taken; the time since counts for the next. */
    private void begin(BackupPlan chosen) {
        try {
            if (Files.isDirectory(chosen.folder())) {
                try (BackupFolder folder = BackupFolder.read(chosen.folder())) {
                    folder.whole().stream().mapToLong(each -> each.time()).max().ifPresent(last::set);
                }
            }
        } catch (IOException | AteException e) {
            LOG.warn("when the last backup into {} was taken is not known: {}", chosen.folder(), e.getMessage());
        }
        chosen.every().ifPresent(every -> {
            long age = Math.clamp(clock.getAsLong() - last.get(), 0, every.toMillis());
            due = nanoTime.getAsLong() + every.minusMillis(age).toNanos();
        });
    }

    /** When the last good one was begun, in milliseconds since 1970; 0 if there is none. */
    long last() {
        return last.get();
    }

    /** How many came to nothing since the server was started. */
    long failures() {
        return failures.get();
    }

    /**
     * Takes one.
     *
     * @param folder where to, if not where the plan says
     * @param keep so many are kept; 0 for as many as the plan says
     */
    Backups.Taken take(Optional<Path> folder, int keep, Progress progress) throws IOException {
        Path target = folder.or(() -> plan.map(BackupPlan::folder))
                .orElseThrow(() -> new AteException(
                        "name a folder for the backup: the server was started without --backup-path"))
                .toAbsolutePath()
                .normalize();
        int kept = keep > 0 ? keep : plan.map(BackupPlan::keep).orElse(BackupPlan.KEEP);
        return alone(() -> added(target, kept, progress));
    }

    private Backups.Taken added(Path target, int kept, Progress progress) throws IOException {
        long time = clock.getAsLong();
        BackupFolder.Added added = store.addTo(target, time, kept, running(progress));
        last.accumulateAndGet(time, Math::max);
        return new Backups.Taken(target, added.backup().number(), added.backup().bytes(), added.copied(),
                added.removed());
    }

    /** Copies one chain into a file. */
    ChainCopy copyChain(ChainName chain, Path file, Progress progress) throws IOException {
        return alone(() -> copyChain(store, chain, file, identity, clock.getAsLong(), running(progress)));
    }

    static ChainCopy copyChain(StoreBackup store, ChainName chain, Path file, HeldKeys identity, long time,
            Progress progress) throws IOException {
        return store.still(copy -> ChainCopy.make(copy, copy.find(chain)
                .orElseThrow(() -> new NoSuchChainException("there is no chain " + chain + " in " + store.data())),
                identity, time, file, progress));
    }

    /** Takes in a chain from a file. */
    ChainArrival takeIn(Path file, Progress progress) throws IOException {
        return alone(() -> ChainArrival.of(file, store.log(), running(progress)));
    }

    /** Ends what is done when the server is to stop. */
    private Progress running(Progress progress) {
        return (stage, done, total) -> {
            demandRunning();
            progress.at(stage, done, total);
        };
    }

    @FunctionalInterface
    private interface Task<T> {
        T run() throws IOException;
    }

    private <T> T alone(Task<T> task) throws IOException {
        if (!taking.tryAcquire()) {
            throw new AteException("another backup or copy is being made by this server: try again when it is done");
        }
        return permitted(task);
    }

    /** Runs what has the permit, which it gives back. */
    private <T> T permitted(Task<T> task) throws IOException {
        try {
            demandRunning();
            return task.run();
        } finally {
            taking.release();
        }
    }

    private void demandRunning() {
        if (closing) {
            throw new AteException("the server stops, and this was broken off");
        }
    }

    /** Takes one by itself if it is due and nothing else is under way; called about once a second. */
    void tick() {
        BackupPlan chosen = plan.orElse(null);
        Duration every = plan.flatMap(BackupPlan::every).orElse(null);
        if (chosen == null || every == null || closing || nanoTime.getAsLong() - due < 0 || !taking.tryAcquire()) {
            return;
        }
        due = nanoTime.getAsLong() + every.toNanos();
        var _ = Thread.ofPlatform().daemon().name("ate-backup").start(() -> takeByItself(chosen, every));
    }

    private void takeByItself(BackupPlan chosen, Duration every) {
        try {
            Path target = chosen.folder().toAbsolutePath().normalize();
            Backups.Taken taken = permitted(() -> added(target, chosen.keep(), (_, _, _) -> {
                // nobody waits for it
            }));
            LOG.info("backup {} was taken into {}: {} bytes, {} of them new", taken.number(), taken.folder(),
                    taken.bytes(), taken.copied());
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                failures.incrementAndGet();
                Duration again = every.compareTo(AGAIN) < 0 ? every : AGAIN;
                due = nanoTime.getAsLong() + again.toNanos();
                LOG.error("no backup could be taken: {}. It is tried again in {}", e.getMessage(),
                        Durations.text(again));
            }
        }
    }

    /** Breaks off what is under way, and waits for that. */
    @Override
    public void close() {
        closing = true;
        taking.acquireUninterruptibly();
        taking.release();
    }
}
