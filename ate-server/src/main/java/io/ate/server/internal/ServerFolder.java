package io.ate.server.internal;

import io.ate.AteException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What a server keeps in its folder: the store in {@code store}, and its identity. Immutable.
 *
 * @param log belongs to whoever opened the folder
 * @param identity belongs to whoever opened the folder
 */
public record ServerFolder(RocksRedoLog log, HeldKeys identity) {
    /** So many files the store has open at a time, at most. */
    public static final int OPEN_FILES = StoreOptions.standard().openFiles();

    static final String STORE = "store";

    /**
     * Opens the folder, which is made if it is missing, readable by its owner alone.
     *
     * @param entropy makes the identity, and is what it signs with
     * @throws AteException if there is an identity, but no store: the store comes first, so it was there
     */
    public static ServerFolder open(Path folder, Entropy entropy) {
        try {
            if (!Files.isDirectory(folder)) {
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(folder,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException(e.getFile() + " is no folder: name another place for the store", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the folder " + folder
                            + " cannot be made: check that you may write to the folder above it, or name "
                            + "another",
                    e);
        }
        demandStoreOfIdentity(folder);
        RocksRedoLog log = RocksRedoLog.open(folder.resolve(STORE));
        boolean opened = false;
        try {
            ServerFolder result = new ServerFolder(log, ServerIdentity.of(folder, log, entropy));
            opened = true;
            return result;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    private static void demandStoreOfIdentity(Path folder) {
        boolean isLost;
        try {
            isLost = ServerIdentity.isIn(folder) && !RocksRedoLog.isIn(folder.resolve(STORE));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder.resolve(STORE) + " cannot be read: " + e.getMessage(),
                    e);
        }
        if (isLost) {
            throw new AteException("the folder " + folder
                    + " holds the identity of a server, but its store is gone, and "
                    + "all chains with it: restore " + folder.resolve(STORE) + " from a backup, or, to begin without "
                    + "them, name another folder. That server has another identity, so that nobody takes it for this one");
        }
    }
}
