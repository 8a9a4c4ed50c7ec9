package io.ate.internal.backup;

import io.ate.AteException;
import io.ate.internal.backup.Progress.Stage;
import io.ate.internal.log.RestingStore;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoreFacts;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Backs up the data folder of an open store: what it is at one moment is linked beside it, read row by row, and copied
 * from there. Whoever commits is held up for the moments of the linking alone, and nobody waits for the rest to close
 * the store. One at a time is taken of a data folder. Immutable.
 *
 * @param log the store in {@code data}
 * @param data where the server keeps all that is its own
 * @param server fingerprint of the identity there
 */
public record StoreBackup(RocksRedoLog log, Path data, String server) {

    private static final String CHECKPOINT = "checkpoint";
    /** Under which RocksDB makes one. */
    private static final String HALF_MADE = ".tmp";

    /**
     * Adds a backup to those in that folder, and returns when it has been read back.
     *
     * @param time in milliseconds since 1970
     * @param keep so many are left there, at most
     * @throws io.ate.StoreDamagedException if the store is damaged: no backup is made of it, and older ones stay
     */
    public BackupFolder.Added addTo(Path folder, long time, int keep, Progress progress) throws IOException {
        if (keep < 1) {
            throw new IllegalArgumentException("at least one backup is kept, not " + keep);
        }
        demandElsewhere(folder);
        try (BackupFolder backups = BackupFolder.open(folder)) {
            Path checkpoint = data.resolve(CHECKPOINT);
            sweep(data);
            try {
                log.checkpoint(checkpoint);
                progress.at(Stage.CHECKING, 0, 0);
                StoreFacts facts = RestingStore.readAll(checkpoint, rows -> progress.at(Stage.CHECKING, rows, 0));
                return backups.add(new BackupSource(checkpoint, facts, data.resolve(StoredFile.IDENTITY), server),
                        time, keep, progress);
            } finally {
                HashedFile.remove(checkpoint);
            }
        }
    }

    /** Something that is done with a copy of the store. */
    @FunctionalInterface
    public interface Use<T> {
        T with(RocksRedoLog copy) throws IOException;
    }

    /** Does something with the store as it is at one moment, to which nobody writes. */
    public <T> T still(Use<T> use) throws IOException {
        Path checkpoint = data.resolve(CHECKPOINT);
        sweep(data);
        try {
            log.copyTo(checkpoint);
            try (RocksRedoLog copy = RocksRedoLog.openToRead(checkpoint)) {
                return use.with(copy);
            }
        } finally {
            HashedFile.remove(checkpoint);
        }
    }

    /** Removes what a killed process has left of a backup, and which keeps room from what is removed in the store. */
    public static void sweep(Path data) throws IOException {
        HashedFile.remove(data.resolve(CHECKPOINT));
        HashedFile.remove(data.resolve(CHECKPOINT + HALF_MADE));
    }

    /** In the data folder they would be put aside with it when one of them is restored. */
    private void demandElsewhere(Path folder) throws IOException {
        if (Places.overlap(data, folder)) {
            throw new AteException("the backups of " + data + " cannot be in " + folder + ": name another folder, on "
                    + "another disk if there is one");
        }
    }
}
