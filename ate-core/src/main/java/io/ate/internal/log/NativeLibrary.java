package io.ate.internal.log;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads RocksDB's native part, once in a process. Stateless and thread-safe: the loader itself knows what it has done.
 *
 * <p>
 * Left alone, RocksDB unpacks 17 MB into the folder for temporary files and removes them at a regular exit only, so
 * that every killed process leaves them behind. A loaded library needs no name: it is removed at once.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /** Returns when RocksDB can be used. */
    static void load() throws IOException {
        Path unpacked = Files.createTempDirectory("ate-rocksdb");
        try {
            NativeLibraryLoader.getInstance().loadLibrary(unpacked.toString());
            RocksDB.loadLibrary();
        } finally {
            remove(unpacked.toFile());
        }
    }

    private static void remove(File folder) {
        File[] files = folder.listFiles();
        if (files != null) {
            for (File file : files) {
                removeNowOrAtExit(file);
            }
        }
        removeNowOrAtExit(folder);
    }

    private static void removeNowOrAtExit(File file) {
        if (!file.delete()) {
            // Where a loaded file cannot be removed.
            file.deleteOnExit();
        }
    }
}
