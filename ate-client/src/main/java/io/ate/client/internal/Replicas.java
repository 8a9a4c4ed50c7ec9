package io.ate.client.internal;

import io.ate.ChainName;
import io.ate.ReplicaInUseException;
import io.ate.StoreInUseException;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoreOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of one server's chains are kept: each in a memory of its own, or all in one store on disk, in
 * which each chain is open once. Thread-safe.
 */
public final class Replicas implements AutoCloseable {
    private final Optional<Path> folder;
    private final Lock lock = new ReentrantLock();
    private final Set<ChainName> open = new HashSet<>();
    private @Nullable RedoLog onDisk;

    /** @param folder of all replicas, if they are to be kept */
    public Replicas(Optional<Path> folder, ServerPlace server) {
        this.folder = folder.map(all -> all.resolve(server.toString().replace(':', '_')));
    }

    /** A place for one replica. */
    public interface Lease extends AutoCloseable {
        RedoLog log();

        /** Lets go of it; the replica is closed. */
        @Override
        void close();
    }

    /**
     * A place for the replica of that chain.
     *
     * @throws ReplicaInUseException if it is on disk and open already, here or in another process
     */
    public Lease lease(ChainName name) {
        return folder.isEmpty() ? inMemory() : shared(folder.get(), name);
    }

    /** A place for a replica that is looked at once: in memory, where the one on disk is open already. */
    Lease passing(ChainName name) {
        try {
            return lease(name);
        } catch (ReplicaInUseException _) {
            return inMemory();
        }
    }

    /** A place for what is gone with the program. */
    static Lease inMemory() {
        return new Own(new MemoryRedoLog());
    }

    private Lease shared(Path store, ChainName name) {
        lock.lock();
        try {
            RedoLog log = onDisk;
            if (log == null) {
                log = open(store);
                onDisk = log;
            }
            if (!open.add(name)) {
                throw new ReplicaInUseException("the chain " + name
                        + " is open already in this program, with its replica in " + store
                        + ": use Chain.as for another session");
            }
            return new Shared(this, log, name);
        } finally {
            lock.unlock();
        }
    }

    private static RedoLog open(Path folder) {
        try {
            return RocksRedoLog.open(folder, StoreOptions.small());
        } catch (StoreInUseException e) {
            throw new ReplicaInUseException(String.valueOf(e.getMessage()), e);
        }
    }

    private void giveBack(ChainName name) {
        lock.lock();
        try {
            open.remove(name);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (onDisk != null) {
                onDisk.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private record Own(RedoLog log) implements Lease {
        @Override
        public void close() {
            log.close();
        }
    }

    private record Shared(Replicas replicas, RedoLog log, ChainName name) implements Lease {
        @Override
        public void close() {
            replicas.giveBack(name);
        }
    }
}
