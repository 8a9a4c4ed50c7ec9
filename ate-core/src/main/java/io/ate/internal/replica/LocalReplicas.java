package io.ate.internal.replica;

import io.ate.ChainName;
import io.ate.ReplicaInUseException;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.StoreInUseException;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoredChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where chains that live in one process alone come from. Stateless. */
public final class LocalReplicas {
    private LocalReplicas() {}

    /** A chain in memory, gone when it is closed. */
    public static LocalReplica temporary(ReplicaEnvironment environment, SignedGenesis genesis) {
        return LocalReplica.create(environment, new MemoryRedoLog(), genesis);
    }

    /**
     * The chain in that folder; if there is none, it begins with what {@code genesis} gives.
     *
     * @throws ReplicaInUseException if another process, or another replica of this one, has the folder open
     * @throws io.ate.StoreFailedException if what is in the folder cannot be opened
     * @throws StoreDamagedException if it can, but the chain in it is damaged
     */
    public static LocalReplica open(ReplicaEnvironment environment, Path folder, Supplier<SignedGenesis> genesis) {
        demandNothingElse(folder);
        // Whoever cannot begin a chain leaves nothing behind where none was.
        Supplier<SignedGenesis> first = Files.notExists(folder) ? made(genesis.get()) : genesis;
        RedoLog log = openLog(folder);
        boolean opened = false;
        try {
            List<ChainSummary> chains = log.chains();
            if (chains.isEmpty() && log.hasLostChains()) {
                throw new StoreDamagedException(
                        "the folder " + folder + " is damaged where its chain is named; restore "
                                + "it from a backup");
            }
            LocalReplica replica = chains.isEmpty() ? LocalReplica.create(environment, log, first.get())
                    : LocalReplica.open(environment, log, only(folder, log, chains));
            opened = true;
            return replica;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    /** A chain does not move in between what somebody else keeps there. */
    private static void demandNothingElse(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> other = entries.filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
                    .findAny();
            if (other.isPresent() && !RocksRedoLog.isIn(folder)) {
                throw new IllegalArgumentException(
                        "the folder " + folder + " holds no chain, but other things, such as "
                                + other.get().getFileName() + ": choose an empty folder, or one that is not there yet");
            }
        } catch (IOException e) {
            throw new StoreFailedException("the folder " + folder + " cannot be looked into: " + e, e);
        }
    }

    private static Supplier<SignedGenesis> made(SignedGenesis genesis) {
        return () -> genesis;
    }

    static RedoLog openLog(Path folder) {
        try {
            return RocksRedoLog.open(folder);
        } catch (StoreInUseException e) {
            throw new ReplicaInUseException(String.valueOf(e.getMessage()), e);
        }
    }

    private static StoredChain only(Path folder, RedoLog log, List<ChainSummary> chains) {
        if (chains.size() > 1) {
            throw new IllegalArgumentException("the folder " + folder + " holds " + chains.size()
                    + " chains: it is a server's or a client's, not that of one local chain");
        }
        ChainName name = chains.getFirst().name();
        return log.find(name)
                .orElseThrow(() -> new StoreDamagedException("chain " + name + " is lost from the folder " + folder));
    }
}
