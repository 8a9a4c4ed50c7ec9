package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.ReplicaInUseException;
import io.ate.StoreInUseException;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoreOptions;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.FreshReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of one server's chains are kept: each in a memory of its own, or all in one store on disk, in
 * which each chain is open once. Thread-safe.
 */
public final class Replicas implements AutoCloseable {
    private static final String ASIDE = "put-aside-";
    private static final FileAttribute<?> OWNERS_ALONE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Optional<Path> folder;
    private final Lock lock = new ReentrantLock();
    private final Set<ChainName> open = new HashSet<>();
    private @Nullable RocksRedoLog onDisk;

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
            RocksRedoLog log = onDisk;
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

    private static RocksRedoLog open(Path folder) {
        try {
            return RocksRedoLog.open(folder, StoreOptions.small());
        } catch (StoreInUseException e) {
            throw new ReplicaInUseException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * What was put aside.
     *
     * @param folder of replicas in which all is as it was
     */
    public record Aside(ChainId chain, Path folder) {}

    /**
     * Puts all replicas as they are aside, and begins that of the chain anew, with what lies in its outbox; nothing
     * happens if there is none on disk.
     *
     * @throws ReplicaInUseException if it is open
     */
    public Optional<Aside> putAside(ChainName name) throws IOException {
        if (folder.isEmpty() || !RocksRedoLog.isIn(folder.get())) {
            return Optional.empty();
        }
        try (Lease lease = lease(name)) {
            Optional<StoredChain> chain = lease.log().find(name);
            if (chain.isEmpty()) {
                return Optional.empty();
            }
            Path aside = copy(folder.get());
            FreshReplica.begin(lease.log(), chain.get());
            return Optional.of(new Aside(chain.get().genesis().chainId(), aside));
        }
    }

    private Path copy(Path store) throws IOException {
        Path all = Objects.requireNonNull(store.toAbsolutePath().getParent(), "it is in the folder of all");
        for (int i = 1;; i++) {
            Path aside = all.resolve(ASIDE + i);
            if (Files.notExists(aside)) {
                Path fresh = all.resolve(ASIDE + i + ".new"); // which a program left that was killed here
                remove(fresh);
                Files.createDirectory(fresh, OWNERS_ALONE);
                log().copyTo(fresh.resolve(store.getFileName()));
                Files.move(fresh, aside, StandardCopyOption.ATOMIC_MOVE);
                return aside;
            }
        }
    }

    private RocksRedoLog log() {
        lock.lock();
        try {
            return Objects.requireNonNull(onDisk, "somebody has a lease");
        } finally {
            lock.unlock();
        }
    }

    private static void remove(Path all) throws IOException {
        if (Files.exists(all)) {
            try (Stream<Path> inside = Files.walk(all)) {
                for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
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
