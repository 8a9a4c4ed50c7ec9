package io.ate.internal.backup;

import io.ate.internal.backup.Progress.Stage;
import io.ate.internal.wire.Hash;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The writing of one backup under the name that does not count yet. Used once, by one thread.
 */
final class BackupWriting {
    private final BackupFolder folder;
    private final BackupSource source;
    private final Path fresh;
    private final Optional<Backup> before;
    private final Map<String, StoredFile> known;
    private final Progress progress;
    private final List<StoredFile> copied = new ArrayList<>();

    BackupWriting(BackupFolder folder, BackupSource source, Path fresh, Optional<Backup> before, Progress progress) {
        this.folder = folder;
        this.source = source;
        this.fresh = fresh;
        this.before = before;
        this.progress = progress;
        known = before.map(Backup::files)
                .orElse(List.of())
                .stream()
                .collect(Collectors.toMap(StoredFile::name, Function.identity()));
    }

    List<StoredFile> run() throws IOException {
        Files.createDirectory(fresh, HashedFile.FOLDER_OF_OWNER);
        Files.createDirectory(fresh.resolve(BackupFolder.FILES), HashedFile.FOLDER_OF_OWNER);
        List<Path> originals = new ArrayList<>();
        try (Stream<Path> inside = Files.list(source.store())) {
            inside.filter(each -> StoredFile.isOfStore(each.getFileName().toString()))
                    .sorted()
                    .forEach(originals::add);
        }
        originals.add(source.identity());
        long total = 0;
        for (Path each : originals) {
            total += Files.size(each);
        }
        LongConsumer passed = counted(Stage.COPYING, total);
        List<StoredFile> files = new ArrayList<>();
        for (Path each : originals) {
            files.add(put(each, passed));
        }
        HashedFile.syncNames(fresh.resolve(BackupFolder.FILES));
        readBack();
        return files;
    }

    private StoredFile put(Path original, LongConsumer passed) throws IOException {
        String name = original.equals(source.identity()) ? StoredFile.IDENTITY : original.getFileName().toString();
        Path target = BackupFolder.inside(fresh, name);
        StoredFile same = known.get(name);
        if (before.isPresent() && same != null && same.size() == Files.size(original)) {
            // What is read is counted when it is known whether it has to be copied.
            Hash now = HashedFile.read(original, _ -> passed.accept(0));
            if (now.equals(same.hash()) && isLinked(before.get(), name, target, now, passed)) {
                passed.accept(same.size());
                return same;
            }
        }
        Hash hash = HashedFile.copy(original, target, passed);
        long size = Files.size(target);
        StoredFile stored = new StoredFile(name, size, hash);
        copied.add(stored);
        return stored;
    }

    /** One that has been damaged since is not taken over; where there are no links, nothing is. */
    private boolean isLinked(Backup from, String name, Path target, Hash hash, LongConsumer passed)
            throws IOException {
        Path there = folder.file(from.number(), name);
        if (!HashedFile.read(there, _ -> passed.accept(0)).equals(hash)) {
            return false;
        }
        try {
            Files.createLink(target, there);
            return true;
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.deleteIfExists(target);
            return false; // it is copied: the backup takes more room
        }
    }

    /** What is linked has been read where it stands. */
    private void readBack() throws IOException {
        LongConsumer passed = counted(Stage.READING_BACK, copied());
        for (StoredFile each : copied) {
            Hash found = HashedFile.read(BackupFolder.inside(fresh, each.name()), passed);
            if (!found.equals(each.hash())) {
                throw new IOException("what was written to " + BackupFolder.inside(fresh, each.name())
                        + " is not what is read there: look after that disk");
            }
        }
    }

    long copied() {
        return copied.stream().mapToLong(StoredFile::size).sum();
    }

    private LongConsumer counted(Stage stage, long total) {
        long[] done = {0};
        progress.at(stage, 0, total);
        return bytes -> {
            done[0] += bytes;
            progress.at(stage, done[0], total);
        };
    }
}
