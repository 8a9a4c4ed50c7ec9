package io.ate.server;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.internal.backup.Backup;
import io.ate.internal.backup.BackupFolder;
import io.ate.internal.backup.KeptBackup;
import io.ate.internal.backup.Restoration;
import io.ate.internal.log.StoreFacts;
import io.ate.server.internal.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Backups of servers' data folders, and stores restored from them; copies of single chains. Stateless; of one data
 * folder one backup is taken at a time.
 *
 * <p>
 * A backup holds the store and the server's identity as they were at one moment. It counts once all of it has been read
 * back. A restored store is in a new <em>epoch</em>: clients that saw no more than it holds go on, others are told what
 * is gone, and go on when whoever uses them accepts that.
 */
public final class Backups {
    private Backups() {}

    /** Hears how far something has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * So much is done; what this throws ends the work, which then leaves nothing behind.
         *
         * @param what is being done, for people
         * @param total 0 if that is not known
         */
        void at(String what, long done, long total);
    }

    /**
     * A backup that was taken.
     *
     * @param folder where it is
     * @param number its number there
     * @param bytes what it holds
     * @param copied what of that no earlier one held
     * @param removed numbers of older ones that were one too many
     */
    public record Taken(Path folder, long number, long bytes, long copied, List<Long> removed) {
        public Taken {
            removed = List.copyOf(removed);
        }
    }

    /**
     * What stands in a folder of backups.
     *
     * @param fault why it is not offered any more; empty if it is
     * @param time when it was begun; with a fault 1970
     * @param epoch of the store
     * @param chains the sequences that they end with
     */
    public record Listed(long number, Optional<String> fault, Instant time, long bytes, long epoch,
            Map<String, Long> chains) {
        public Listed {
            chains = new TreeMap<>(chains);
        }
    }

    /**
     * A store that was restored.
     *
     * @param number of the backup
     * @param epoch which began with it
     * @param aside where what stood in its place is now, if anything did
     */
    public record Restored(long number, long epoch, long chains, long bytes, Optional<Path> aside) {}

    /**
     * Takes a backup of a data folder, whether a server runs on it or not.
     *
     * @param folder where to; empty for the one that the running server was given
     * @param keep so many are left there; 0 for as many as the server was told, or seven
     * @throws io.ate.StoreDamagedException if the store is damaged: no backup is made of it, and older ones stay
     * @throws AteException if there is no store, or nobody said where to
     */
    public static Taken take(Path data, Optional<Path> folder, int keep, Progress progress) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(progress, "progress");
        if (keep < 0) {
            throw new IllegalArgumentException("so many backups cannot be kept: " + keep);
        }
        return new DataFolder(data).backUp(folder, keep, progress);
    }

    /**
     * A chain that was copied into a file.
     *
     * @param end the last sequence that is in it
     * @param bytes how long the file is
     */
    public record Copied(Path file, String chain, String id, long end, long bytes) {}

    /**
     * A chain that was taken in from a file.
     *
     * @param end its last sequence
     * @param server fingerprint of the identity of the server that it comes from, and that signed its history
     * @param signed when that was, by that server's clock
     */
    public record Arrived(String chain, String id, long end, String server, Instant signed) {}

    /**
     * Copies one chain of a data folder into a file, whether a server runs on it or not: all that the server has of the
     * chain, and nothing of its own but its public key.
     *
     * @param file is replaced once the copy is whole, if it is there
     * @throws io.ate.NoSuchChainException if there is no such chain
     * @throws io.ate.StoreDamagedException if something is wrong with it: no copy is made
     */
    public static Copied copyChain(Path data, String chain, Path file, Progress progress) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(chain, "chain");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(progress, "progress");
        return new DataFolder(data).copyChain(new ChainName(chain), file, progress);
    }

    /**
     * Takes a chain from such a file into a data folder, in which there is a store, whether a server runs on it or not:
     * as a whole or not at all, and once all of it has been verified as {@code atedb verify} does, up to what the
     * server that it comes from has signed.
     *
     * @throws io.ate.CorruptionException if the file, or the chain in it, is not what it was
     * @throws AteException if there is a chain of that name, or no store
     */
    public static Arrived takeIn(Path file, Path data, Progress progress) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(progress, "progress");
        return new DataFolder(data).takeIn(file, progress);
    }

    /** What stands in a folder of backups, by rising numbers. What is in the files is read when one is restored. */
    public static List<Listed> list(Path folder) {
        Objects.requireNonNull(folder, "folder");
        try (BackupFolder backups = BackupFolder.read(folder)) {
            return backups.all().stream().map(Backups::listed).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the backups in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Listed listed(KeptBackup kept) {
        return switch (kept) {
            case KeptBackup.Damaged(long number, String what) ->
                    new Listed(number, Optional.of(what), Instant.EPOCH, 0, 0, Map.of());
            case KeptBackup.Whole(Backup backup) -> new Listed(backup.number(), Optional.empty(),
                    Instant.ofEpochMilli(backup.time()), backup.bytes(), backup.facts().epoch(),
                    ends(backup.facts()));
        };
    }

    private static Map<String, Long> ends(StoreFacts facts) {
        Map<String, Long> ends = new TreeMap<>();
        facts.chains().forEach(each -> ends.put(each.name().text(), each.end()));
        return ends;
    }

    /**
     * Makes a data folder of a backup, as a whole or not at all.
     *
     * @param number of the backup; 0 for the newest that is whole
     * @param data is empty or not there, or else put aside, never deleted, if {@code force} says so
     * @throws io.ate.StoreInUseException if a server runs on {@code data}
     * @throws io.ate.StoreDamagedException if the backup is damaged
     * @throws AteException if something stands there, with what of it the backup does not have; or if there is no such
     * backup
     */
    public static Restored restore(Path folder, long number, Path data, boolean force, Progress progress) {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(progress, "progress");
        try (BackupFolder backups = BackupFolder.read(folder)) {
            Backup chosen = chosen(folder, backups.all(), number);
            Restoration.Restored made = new Restoration(backups, chosen, data, System.currentTimeMillis()).run(force,
                    (stage, done, total) -> progress.at(DataFolder.text(stage), done, total));
            return new Restored(chosen.number(), made.epoch(), chosen.facts().chains().size(), chosen.bytes(),
                    made.aside());
        } catch (IOException e) {
            throw new UncheckedIOException("backup " + (number == 0 ? "" : number + " ") + "in " + folder
                    + " cannot be restored to " + data + ": " + e.getMessage(), e);
        }
    }

    private static Backup chosen(Path folder, List<KeptBackup> all, long number) {
        Backup newest = null;
        for (KeptBackup each : all) {
            if (each instanceof KeptBackup.Whole(Backup backup) && (number == 0 || number == backup.number())) {
                newest = backup;
            } else if (each instanceof KeptBackup.Damaged(long damaged, String what) && damaged == number) {
                throw new AteException("backup " + number + " in " + folder + " is damaged: " + what
                        + ". Take another one (--list)");
            }
        }
        if (newest == null) {
            throw new AteException("there is no " + (number == 0 ? "backup" : "backup " + number) + " in " + folder
                    + (all.isEmpty() ? ": check the name of the folder" : " that is whole (--list)"));
        }
        return newest;
    }
}
