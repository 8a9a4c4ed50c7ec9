package io.ate.internal.backup;

import io.ate.AteException;
import io.ate.internal.wire.MalformedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of backups of one server: one folder each, under its number. Held by its maker until it is closed, and
 * confined to one thread.
 *
 * <p>
 * A backup is written under another name, read back, and renamed last; so what stands under a number was whole once. A
 * file that the backup before has, too, is linked and not copied: RocksDB changes no table and no blob file once it is
 * written. That it is the same is known by its hash, for which both are read: a restored store gives its files names
 * that stand for others in older backups.
 */
public final class BackupFolder implements AutoCloseable {
    private static final String LIST = "backup";
    static final String FILES = "files";
    private static final String LOCK = "lock";
    private static final String EPOCH = "epoch";
    private static final String FRESH = ".new";
    private static final String GONE = ".old";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern UNFINISHED = Pattern.compile("[1-9][0-9]{0,17}\\.(new|old)");
    /** Longer than this a list is none of ours. */
    private static final long LONGEST_LIST = 256L << 20;

    private final Path folder;
    private final Optional<FileChannel> lock;

    private BackupFolder(Path folder, Optional<FileChannel> lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder to add a backup; it is made if it is missing, for its owner alone.
     *
     * @throws AteException if somebody else has it
     */
    public static BackupFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder, HashedFile.FOLDER_OF_OWNER);
        }
        return new BackupFolder(folder, Optional.of(lock(folder)));
    }

    /**
     * Opens a folder that is there to read what is in it. It is locked where backups may be added; where nobody can
     * write, nobody changes it, and in a folder of something else nothing is made.
     */
    public static BackupFolder read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new AteException("there is no folder of backups " + folder + ": check the name");
        }
        return new BackupFolder(folder, Files.isWritable(folder.resolve(LOCK)) ? Optional.of(lock(folder))
                : Optional.empty());
    }

    @SuppressWarnings("resource") // the lock goes with its channel
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // somebody in this process, who counts as any other
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        if (!taken) {
            throw new AteException("the backups in " + folder
                    + " are in use: another backup, or a restoration, is under way. Try again when it is done");
        }
        return channel;
    }

    Path folder() {
        return folder;
    }

    /** All that is there, by rising numbers. */
    public List<KeptBackup> all() throws IOException {
        List<KeptBackup> all = new ArrayList<>();
        for (String name : names(NUMBER)) {
            all.add(look(Long.parseLong(name)));
        }
        all.sort(Comparator.comparingLong(KeptBackup::number));
        return all;
    }

    /** Those that are whole, by rising numbers. */
    public List<Backup> whole() throws IOException {
        return whole(all());
    }

    private static List<Backup> whole(List<KeptBackup> all) {
        return all.stream()
                .flatMap(each -> each instanceof KeptBackup.Whole(Backup backup) ? Stream.of(backup) : Stream.of())
                .toList();
    }

    private KeptBackup look(long number) throws IOException {
        Path list = at(number).resolve(LIST);
        try {
            if (Files.size(list) > LONGEST_LIST) {
                return new KeptBackup.Damaged(number, "its list is longer than any");
            }
            Backup backup = Backup.decode(Files.readAllBytes(list));
            if (backup.number() != number) {
                return new KeptBackup.Damaged(number, "its list is that of backup " + backup.number());
            }
            for (StoredFile file : backup.files()) {
                long size = Files.size(file(number, file.name()));
                if (size != file.size()) {
                    return new KeptBackup.Damaged(number,
                            file.name() + " had " + file.size() + " bytes and has " + size);
                }
            }
            return new KeptBackup.Whole(backup);
        } catch (NoSuchFileException e) {
            return new KeptBackup.Damaged(number, Path.of(e.getFile()).getFileName() + " is missing");
        } catch (MalformedException e) {
            return new KeptBackup.Damaged(number, String.valueOf(e.getMessage()));
        }
    }

    private List<String> names(Pattern wanted) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(each -> each.getFileName().toString())
                    .filter(name -> wanted.matcher(name).matches())
                    .toList();
        }
    }

    private Path at(long number) {
        return folder.resolve(Long.toString(number));
    }

    /** Where that file of a backup stands. */
    Path file(long number, String name) {
        return inside(at(number), name);
    }

    static Path inside(Path backup, String name) {
        return name.equals(StoredFile.IDENTITY) ? backup.resolve(StoredFile.IDENTITY)
                : backup.resolve(FILES).resolve(name);
    }

    /**
     * What was added to the folder.
     *
     * @param copied bytes that the backup before did not have
     * @param removed numbers of older ones that were one too many
     */
    public record Added(Backup backup, long copied, List<Long> removed) {}

    /**
     * Adds a backup, and removes older ones. If this fails all others are as they were.
     *
     * @param time in milliseconds since 1970
     * @param keep so many whole ones are left, at most
     */
    public Added add(BackupSource source, long time, int keep, Progress progress) throws IOException {
        sweep();
        List<KeptBackup> before = all();
        List<Backup> whole = whole(before);
        whole.stream().filter(each -> !each.server().equals(source.server())).findFirst().ifPresent(other -> {
            throw new AteException("the folder " + folder + " holds backups of another server, whose identity is "
                    + other.server() + ": name a folder for this one alone");
        });
        long number = before.isEmpty() ? 1 : before.getLast().number() + 1;
        Path fresh = folder.resolve(number + FRESH);
        boolean done = false;
        try {
            BackupWriting writing = new BackupWriting(this, source, fresh, whole.isEmpty() ? Optional.empty()
                    : Optional.of(whole.getLast()), progress);
            List<StoredFile> files = writing.run();
            Backup backup = new Backup(number, time, source.server(), source.facts(), files);
            HashedFile.write(fresh.resolve(LIST), backup.encode());
            HashedFile.syncNames(fresh);
            Files.move(fresh, at(number), StandardCopyOption.ATOMIC_MOVE);
            HashedFile.syncNames(folder);
            done = true;
            return new Added(backup, writing.copied(), pruned(number, keep));
        } finally {
            if (!done) {
                HashedFile.remove(fresh);
            }
        }
    }

    private List<Long> pruned(long added, int keep) throws IOException {
        try {
            return prune(keep);
        } catch (IOException e) {
            throw new IOException("backup " + added + " was taken into " + folder + " and counts, but older ones could "
                    + "not be removed: " + e.getMessage(), e);
        }
    }

    /** Removes what a killed process has left, which counts for nothing. */
    private void sweep() throws IOException {
        for (String name : names(UNFINISHED)) {
            HashedFile.remove(folder.resolve(name));
        }
    }

    /** What is older than the oldest that is kept goes, whole or not. */
    private List<Long> prune(int keep) throws IOException {
        List<KeptBackup> all = all();
        List<Backup> whole = whole(all);
        List<Long> removed = new ArrayList<>();
        if (whole.size() > keep) {
            long oldest = whole.get(whole.size() - keep).number();
            for (KeptBackup each : all) {
                if (each.number() < oldest) {
                    Path gone = folder.resolve(each.number() + GONE);
                    Files.move(at(each.number()), gone, StandardCopyOption.ATOMIC_MOVE);
                    HashedFile.remove(gone);
                    removed.add(each.number());
                }
            }
            HashedFile.syncNames(folder);
        }
        return removed;
    }

    /** The highest epoch that a store had which was backed up here, or was restored into from here. */
    long lastEpoch() throws IOException {
        long last = 1;
        for (Backup each : whole()) {
            last = Math.max(last, each.facts().epoch());
        }
        Path note = folder.resolve(EPOCH);
        if (Files.exists(note)) {
            String text = Files.readString(note).strip();
            if (!NUMBER.matcher(text).matches()) {
                throw new AteException("the file " + note + " is damaged: put in it, as a number, the highest epoch "
                        + "that clients have seen of this server, or more");
            }
            last = Math.max(last, Long.parseLong(text));
        }
        return last;
    }

    /** Notes that a store is restored into that epoch: no other one will be from here. */
    void noteEpoch(long epoch) throws IOException {
        if (lock.isPresent()) {
            Path fresh = folder.resolve(EPOCH + FRESH);
            Files.deleteIfExists(fresh);
            HashedFile.write(fresh, (epoch + "\n").getBytes(StandardCharsets.US_ASCII));
            Files.move(fresh, folder.resolve(EPOCH), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            HashedFile.syncNames(folder);
        }
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
