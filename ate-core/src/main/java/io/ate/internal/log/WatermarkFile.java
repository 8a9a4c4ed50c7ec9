package io.ate.internal.log;

import io.ate.StoreFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;

/**
 * The file beside a RocksDB's own that says how far those had come. Confined to whoever holds the {@link StoreLock}.
 *
 * <p>
 * A MANIFEST that has lost its end, or an older one, is a sound one to RocksDB. It takes what that does not name for
 * left over, and deletes it; likewise a folder without write-ahead logs is to it one in which nothing was written last.
 * So before it gets to see the files, they are demanded to be at least what they were. That finds everything which is
 * missing, together with {@link ListedTables} and what RocksDB looks at itself:
 * <ul>
 * <li>The newest write-ahead log is named here before anything that it holds is acknowledged.
 * <li>That older ones were ended, and where, stands in the MANIFEST by then, until what they hold is in tables. So if
 * the MANIFEST reaches as far as is said here, but no longer names those tables, it demands the logs.
 * <li>Of tables it names all.
 * </ul>
 * What is left are the milliseconds between RocksDB's making a MANIFEST or a log, and the note of it: who is killed
 * just then, and loses a file besides, may not be told.
 */
final class WatermarkFile {
    private static final String NAME = "watermark";
    /** Longer than this it is none of ours. */
    private static final long LONGEST = 1024;

    private final Path file;
    private final Path fresh;
    private final DatabaseFiles files;

    WatermarkFile(Path folder) {
        file = folder.resolve(NAME);
        fresh = folder.resolve(NAME + ".new");
        files = new DatabaseFiles(folder);
    }

    /** Tells whether there is, or was meant to be, a store in that folder. */
    static boolean standsFor(Path folder) throws IOException {
        return Files.exists(folder.resolve(NAME)) || new DatabaseFiles(folder).areThere();
    }

    /**
     * Returns if the files are at least what they were. Of a folder without any it notes that there were none.
     *
     * @throws StoreFailedException if something is missing; nothing was changed
     */
    void demandReached() throws IOException {
        if (Files.notExists(file)) {
            if (files.areThere()) {
                throw refused("the file " + NAME + ", which says what belongs to it, is missing");
            }
            begin();
        }
        Watermark before = read();
        if (before.equals(Watermark.NONE)) {
            if (!files.data().isEmpty()) {
                throw refused("the file " + NAME + " is empty, but there is " + files.data().getFirst());
            }
            return;
        }
        demandManifest(before);
        demandLog(before);
    }

    private void begin() throws IOException {
        Files.createFile(file);
    }

    private Watermark read() throws IOException {
        if (Files.size(file) > LONGEST) {
            throw refused("the file " + NAME + " is damaged");
        }
        return Watermark.decode(Files.readAllBytes(file))
                .orElseThrow(() -> refused("the file " + NAME + " is damaged"));
    }

    private void demandManifest(Watermark before) throws IOException {
        OptionalLong number = files.manifest();
        if (number.isEmpty()) {
            throw refused("the file CURRENT is missing or damaged");
        }
        Path manifest = files.manifest(number.getAsLong());
        if (number.getAsLong() < before.manifest()) {
            throw refused("its newest list of files, " + files.manifest(before.manifest()).getFileName()
                    + ", is missing, and " + manifest.getFileName() + " is an older one");
        }
        if (number.getAsLong() == before.manifest()) {
            demandBytes(manifest, before.manifestBytes());
            if (DatabaseFiles.checksum(manifest, before.manifestBytes()) != before.manifestChecksum()) {
                throw refused("the file " + manifest.getFileName() + " is damaged");
            }
        }
    }

    private void demandLog(Watermark before) throws IOException {
        OptionalLong newest = files.newestLog();
        if (newest.isEmpty() || newest.getAsLong() < before.log()) {
            throw refused(
                    "the file " + files.log(before.log()).getFileName() + ", with what was written last, is missing");
        }
        if (newest.getAsLong() == before.log()) {
            demandBytes(files.log(before.log()), before.logBytes());
        }
    }

    private void demandBytes(Path file, long bytes) throws IOException {
        long found;
        try {
            found = Files.size(file);
        } catch (NoSuchFileException _) {
            throw refused("the file " + file.getFileName() + " is missing");
        }
        if (found < bytes) {
            throw refused("the file " + file.getFileName() + " had at least " + bytes + " bytes and has " + found);
        }
    }

    private StoreFailedException refused(String what) {
        return refused(files.folder(), what);
    }

    /** Says that files of the store are less than they were. */
    static StoreFailedException refused(Path folder, String what) {
        String text = "the store in " + folder + " is not what it was: " + what
                + ". Nothing in it was changed; restore that file, or the whole folder, from a backup";
        return new StoreFailedException(text, new IOException(what));
    }

    /**
     * Notes, durably, how far the files have come, also where the thread is interrupted: that would close the files
     * under it, and what has been written is not to be taken for a failure. Its flag is set again.
     */
    void raise() throws IOException {
        boolean wasInterrupted = Thread.interrupted();
        try {
            note();
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void note() throws IOException {
        Files.write(fresh, reached().encode());
        DatabaseFiles.sync(fresh);
        files.syncNames();
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        files.syncNames();
    }

    /** How far the files have come, all of it on disk: what a power cut could still take away must not be demanded. */
    private Watermark reached() throws IOException {
        while (true) {
            long manifest = currentManifest();
            long log = newestLog();
            try {
                long manifestBytes = DatabaseFiles.sync(files.manifest(manifest));
                int checksum = DatabaseFiles.checksum(files.manifest(manifest), manifestBytes);
                return new Watermark(manifest, manifestBytes, checksum, log, DatabaseFiles.sync(files.log(log)));
            } catch (NoSuchFileException e) {
                if (manifest == currentManifest() && log == newestLog()) {
                    throw e; // else RocksDB has begun a new one, and removed the one before
                }
            }
        }
    }

    private long newestLog() throws IOException {
        return files.newestLog().orElseThrow(() -> new IOException("there is no write-ahead log"));
    }

    private long currentManifest() throws IOException {
        return files.manifest().orElseThrow(() -> new IOException("the file CURRENT is missing or damaged"));
    }
}
