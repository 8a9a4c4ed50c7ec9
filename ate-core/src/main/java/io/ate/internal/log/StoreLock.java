package io.ate.internal.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps all but one from a store, from before its files are looked at until the last of them is written. RocksDB's own
 * lock comes later and goes earlier. Held by its maker until it is closed.
 *
 * <p>
 * A lock on a file is the whole process's, and is lost with whichever channel to that file is closed first: so within
 * the process a name decides, and the file is opened by nobody else.
 */
final class StoreLock implements Closeable {
    private static final String FILE = "guard";
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private StoreLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock of the store in that folder, which is there.
     *
     * @throws io.ate.StoreInUseException if somebody else has it
     */
    static StoreLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD.add(real)) {
            throw StoreOwner.inUse(folder, new IOException("this process has locked " + real));
        }
        boolean taken = false;
        try {
            StoreLock lock = locked(folder, real);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD.remove(real);
            }
        }
    }

    @SuppressWarnings("resource") // the lock goes with its channel
    private static StoreLock locked(Path folder, Path real) throws IOException {
        FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            if (channel.tryLock() == null) {
                throw StoreOwner.inUse(folder, new IOException("another process has locked " + real.resolve(FILE)));
            }
            taken = true;
            return new StoreLock(real, channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(folder);
        }
    }
}
