package io.ate.internal.backup;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.backup.Progress.Stage;
import io.ate.internal.log.RestingStore;
import io.ate.internal.log.RestoredStore;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoreFacts;
import io.ate.internal.wire.Hash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data folder of a backup. All of it is made beside its place and read against the backup's list; then it is
 * renamed. What stood there before is renamed, too, and never deleted. Confined to one thread, and used once.
 */
public final class Restoration {
    private static final String STORE = "store";
    private static final String FRESH = ".restoring";
    private static final String ASIDE = ".before-restore-";
    private static final String WAYS = "Restore into another folder, or have this one put aside (--force)";
    /** So many chains are named to who would lose what is in them. */
    private static final int NAMED = 20;

    private final BackupFolder from;
    private final Backup backup;
    private final Path data;
    private final Path parent;
    private final long time;

    /**
     * @param data the folder to be made
     * @param time in milliseconds since 1970
     */
    public Restoration(BackupFolder from, Backup backup, Path data, long time) throws IOException {
        this.from = from;
        this.backup = backup;
        this.time = time;
        // Where a link leads to another disk, that is where it belongs.
        this.data = Files.exists(data) ? data.toRealPath() : data.toAbsolutePath().normalize();
        Path above = this.data.getParent();
        if (above == null) {
            throw new AteException("the folder " + data + " cannot be a store's: name another one");
        }
        this.parent = above;
    }

    /**
     * What came of it.
     *
     * @param epoch which began with it
     * @param aside where what stood there before is now, if there was anything
     */
    public record Restored(Backup backup, long epoch, Optional<Path> aside) {}

    /**
     * Restores.
     *
     * @param force whether what stands there is put aside; if not, only an empty folder may stand there
     * @throws io.ate.StoreInUseException if a server runs on the folder
     * @throws AteException if something stands there, saying what of it the backup does not have
     */
    public Restored run(boolean force, Progress progress) throws IOException {
        demandPlace();
        boolean stands = stands();
        try (Closeable _ = stands && RocksRedoLog.isIn(data.resolve(STORE)) ? RocksRedoLog.lock(data.resolve(STORE))
                : () -> {
                    // nobody has it
                }) {
            Optional<StoreFacts> there = stands ? there(force) : Optional.empty();
            RestoredStore.Beginning beginning = RestoredStore.Beginning.after(
                    Math.max(from.lastEpoch(), there.map(StoreFacts::epoch).orElse(1L)),
                    Math.max(backup.facts().starts(), there.map(StoreFacts::starts).orElse(0L)), time);
            Path fresh = data.resolveSibling(data.getFileName() + FRESH);
            HashedFile.remove(fresh); // of a process that was killed
            boolean done = false;
            try {
                copy(fresh, progress);
                from.noteEpoch(beginning.epoch());
                RestoredStore.begin(fresh.resolve(STORE), beginning);
                HashedFile.syncNames(fresh.resolve(STORE));
                HashedFile.syncNames(fresh);
                Optional<Path> aside = stands ? Optional.of(putAside()) : Optional.empty();
                Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
                syncParent();
                done = true;
                return new Restored(backup, beginning.epoch(), aside);
            } finally {
                if (!done) {
                    HashedFile.remove(fresh);
                }
            }
        }
    }

    /** What would fail in the end is said before anything is done. */
    private void demandPlace() throws IOException {
        if (Places.overlap(from.folder(), data)) {
            throw new AteException("the store cannot be made in " + data + ", which has to do with the backups in "
                    + from.folder() + ": name another folder");
        }
        if (Files.isDirectory(data) && Places.isMountPoint(data)) {
            throw new AteException("a file system is mounted at " + data + ", so nothing can take its place: name a "
                    + "folder in it");
        }
        if (Files.isDirectory(parent) && !Files.isWritable(parent)) {
            throw new AteException("the store is made in " + parent + " and renamed to " + data.getFileName()
                    + ", and whoever runs this may not write there");
        }
    }

    /** Tells whether there is anything in the place. */
    private boolean stands() throws IOException {
        if (!Files.exists(data)) {
            return false;
        }
        if (!Files.isDirectory(data)) {
            throw new AteException(data + " is no folder: name another place for the store");
        }
        try (Stream<Path> inside = Files.list(data)) {
            return inside.findAny().isPresent();
        }
    }

    /** What the store holds that is to be put aside, if that can be read. */
    private Optional<StoreFacts> there(boolean force) throws IOException {
        if (!RocksRedoLog.isIn(data.resolve(STORE))) {
            if (!force) {
                throw new AteException("the folder " + data + " is not empty, and holds no store: name another one, or "
                        + "have it put aside (--force)");
            }
            return Optional.empty();
        }
        try {
            StoreFacts there = RestingStore.glance(data.resolve(STORE));
            if (!force) {
                throw new AteException(compared(there));
            }
            return Optional.of(there);
        } catch (StoreDamagedException | StoreFailedException e) {
            if (!force) {
                throw new AteException("there is a store in " + data + ", and what it holds cannot be told ("
                        + e.getMessage() + "). To have it put aside: --force", e);
            }
            return Optional.empty();
        }
    }

    private String compared(StoreFacts there) {
        List<String> more = new ArrayList<>();
        Map<ChainName, StoreFacts.Chain> stored = backup.facts().byName();
        for (StoreFacts.Chain each : there.byName().values()) {
            StoreFacts.@Nullable Chain old = stored.get(each.name());
            if (old == null) {
                more.add("chain " + each.name() + ": here up to " + each.end() + ", not in the backup");
            } else if (!old.id().equals(each.id())) {
                more.add("chain " + each.name() + ": another one here than in the backup, up to " + each.end());
            } else if (old.end() < each.end()) {
                more.add("chain " + each.name() + ": here up to " + each.end() + ", in the backup up to " + old.end());
            }
        }
        if (more.isEmpty()) {
            return "there is a store in " + data + ", with nothing that backup " + backup.number() + " has not. "
                    + WAYS;
        }
        List<String> named = new ArrayList<>(more.subList(0, Math.min(NAMED, more.size())));
        if (more.size() > NAMED) {
            named.add((more.size() - NAMED) + " chains more");
        }
        return "there is a store in " + data + ", with what backup " + backup.number() + " has not: "
                + String.join("; ", named) + ". " + WAYS;
    }

    private void copy(Path fresh, Progress progress) throws IOException {
        Files.createDirectories(parent);
        Files.createDirectory(fresh, HashedFile.FOLDER_OF_OWNER);
        Files.createDirectory(fresh.resolve(STORE), HashedFile.FOLDER_OF_OWNER);
        long usable = Files.getFileStore(fresh).getUsableSpace();
        if (usable < backup.bytes()) {
            throw new AteException("the backup takes " + backup.bytes() + " bytes, and there are " + usable
                    + " free where " + data + " is to be");
        }
        long[] done = {0};
        LongConsumer passed = bytes -> {
            done[0] += bytes;
            progress.at(Stage.COPYING, done[0], backup.bytes());
        };
        for (StoredFile each : backup.files()) {
            demand(each, HashedFile.copy(from.file(backup.number(), each.name()), target(fresh, each), passed));
        }
        done[0] = 0;
        LongConsumer again = bytes -> {
            done[0] += bytes;
            progress.at(Stage.READING_BACK, done[0], backup.bytes());
        };
        for (StoredFile each : backup.files()) {
            Path target = target(fresh, each);
            if (!HashedFile.read(target, again).equals(each.hash())) {
                throw new IOException("what was written to " + target + " is not what is read there: look after that "
                        + "disk");
            }
        }
    }

    private static Path target(Path fresh, StoredFile file) {
        return file.name().equals(StoredFile.IDENTITY) ? fresh.resolve(file.name())
                : fresh.resolve(STORE).resolve(file.name());
    }

    private void demand(StoredFile file, Hash found) {
        if (!found.equals(file.hash())) {
            throw new StoreDamagedException("backup " + backup.number() + " is damaged: " + file.name()
                    + " is not what was written. Nothing was restored; take another backup (--list, --backup)");
        }
    }

    private Path putAside() throws IOException {
        for (int i = 1;; i++) {
            Path aside = data.resolveSibling(data.getFileName() + ASIDE + i);
            try {
                if (!Files.exists(aside)) {
                    Files.move(data, aside, StandardCopyOption.ATOMIC_MOVE);
                    syncParent();
                    return aside;
                }
            } catch (DirectoryNotEmptyException _) {
                // somebody was quicker
            } catch (FileSystemException e) {
                throw new AteException("the folder " + data + " cannot be put aside: "
                        + Objects.requireNonNullElse(e.getReason(), "no reason is told")
                        + ". Restore into another folder", e);
            }
        }
    }

    private void syncParent() throws IOException {
        HashedFile.syncNames(parent);
    }
}
