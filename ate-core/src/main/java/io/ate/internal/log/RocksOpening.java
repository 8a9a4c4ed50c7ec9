package io.ate.internal.log;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.StoreFailedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.rocksdb.RocksDBException;

/** Opens stores, and says in words what can be done where one does not open. Stateless. */
final class RocksOpening {
    /** Whatever the process's mask: what is in it is for others neither to read nor to replace. */
    private static final FileAttribute<?> OWNERS_ALONE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private RocksOpening() {}

    static RocksRedoLog open(Path folder, StoreOptions options) {
        try {
            Files.createDirectories(folder, OWNERS_ALONE);
            NativeLibrary.load();
        } catch (AccessDeniedException e) {
            throw new StoreFailedException("the store in " + folder
                    + " cannot be opened: who runs this may not write there; check whose the folder is, and its mode",
                    e);
        } catch (FileAlreadyExistsException e) {
            throw new StoreFailedException("the store in " + folder
                    + " cannot be opened: there is a file of that name, and a store is a folder; choose another name",
                    e);
        } catch (IOException e) {
            throw unopened(folder, e);
        }
        RocksStore store = openStore(folder, options);
        try {
            long starts = StoreMeta.countStart(store);
            IncomingChain.sweep(store);
            StoreOwner.note(folder);
            FreeSpace space = options.space().isPresent() ? options.space().get() : freeSpace(folder);
            return new RocksRedoLog(store, StoreMeta.epoch(store), starts,
                    new SpaceReserve(space, options.walLimit(), System::nanoTime),
                    options.faults());
        } catch (ClosedByInterruptException e) {
            store.close();
            throw unopened(folder, e);
        } catch (RocksDBException | IOException e) {
            store.close();
            throw new StoreFailedException("the store in " + folder + " cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Opens a store for who looks at it alone: nothing in it is changed but the lock, and what RocksDB itself logs.
     */
    static RocksRedoLog openToRead(Path folder, StoreOptions options) {
        try {
            if (!RocksRedoLog.isIn(folder)) {
                throw new NoSuchFileException(folder.toString(), null, "there is no store");
            }
            NativeLibrary.load();
        } catch (IOException e) {
            throw unopened(folder, e);
        }
        RocksStore store = openStore(folder, options, RocksStore::openToRead);
        boolean opened = false;
        try {
            RocksRedoLog log = new RocksRedoLog(store, StoreMeta.epoch(store), 0,
                    new SpaceReserve(() -> new FreeSpace.Sample(0, 0), options.walLimit(), System::nanoTime),
                    options.faults());
            opened = true;
            return log;
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    /** How a store is opened. */
    @FunctionalInterface
    private interface Opening {
        RocksStore open(Path folder, StoreOptions options) throws RocksDBException, IOException;
    }

    private static RocksStore openStore(Path folder, StoreOptions options) {
        return openStore(folder, options, RocksStore::open);
    }

    private static RocksStore openStore(Path folder, StoreOptions options, Opening opening) {
        try {
            return opening.open(folder, options);
        } catch (RocksDBException e) {
            String message = String.valueOf(e.getMessage());
            // RocksDB gives both cases no code of their own: a lock of another process, and one of this process.
            if (message.contains("While lock file") || message.contains("lock hold by current process")) {
                throw StoreOwner.inUse(folder, e);
            }
            String told = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
            throw new StoreFailedException("the store in " + folder + " cannot be opened: " + told
                    + ". Nothing in it was given up. If it is damaged, restore it from a backup; where no file is named, "
                    + "the last lines of " + folder.resolve("LOG") + " may tell which one it is", e);
        } catch (IOException e) {
            throw unopened(folder, e);
        }
    }

    /** An interrupt, which leaves the thread's flag set, is nothing that is wrong with the store. */
    private static AteException unopened(Path folder, IOException why) {
        return why instanceof ClosedByInterruptException
                ? new ChainUnavailableException(
                        "this thread was interrupted while the store in " + folder + " was opened", why)
                : new StoreFailedException("the store in " + folder + " cannot be opened: " + reason(why), why);
    }

    private static String reason(IOException fault) {
        return fault instanceof FileSystemException told && told.getReason() != null
                ? told.getFile() + ": " + told.getReason()
                : String.valueOf(fault.getMessage());
    }

    private static FreeSpace freeSpace(Path folder) throws IOException {
        FileStore files = Files.getFileStore(folder);
        return () -> {
            try {
                return new FreeSpace.Sample(files.getUsableSpace(), files.getTotalSpace());
            } catch (NoSuchFileException e) {
                throw new StoreFailedException("the folder of the store, " + folder + ", is gone: it was moved or "
                        + "deleted, or its disk taken away, while the store was open. Put it back in its place, then "
                        + "open the store again", e);
            }
        };
    }
}
