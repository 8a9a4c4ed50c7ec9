package io.ate.internal.inspect;

import io.ate.ChainName;
import io.ate.NoSuchChainException;
import io.ate.StoreDamagedException;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoredChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The store in a folder that nobody has open, to be looked at: a server's, a client's replicas, or a local chain. Not a
 * byte of it is changed but RocksDB's own log. Confined to one thread.
 */
public final class StoppedStore implements AutoCloseable {
    private static final String OF_SERVER = "store";

    private final RocksRedoLog log;

    private StoppedStore(RocksRedoLog log) {
        this.log = log;
    }

    /**
     * Opens the store in that folder, or in its {@code store}, as servers have it.
     *
     * @throws io.ate.StoreInUseException if somebody has it open
     * @throws io.ate.StoreFailedException if there is none, or it cannot be opened as it is
     */
    public static StoppedStore open(Path folder) {
        Path within = folder.resolve(OF_SERVER);
        return new StoppedStore(RocksRedoLog.openToRead(Files.isDirectory(within) ? within : folder));
    }

    /**
     * Opens what a client's folder of replicas has: there is one store for each server.
     *
     * @throws IllegalStateException if it has others than one
     */
    public static StoppedStore ofReplica(Path folder) {
        try (var places = Files.list(folder)) {
            List<Path> all = places.filter(Files::isDirectory).toList();
            if (all.size() != 1) {
                throw new IllegalStateException("of one server there is one store, not " + all);
            }
            return open(all.getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RedoLog log() {
        return log;
    }

    /**
     * All chains whose records can be read, by name, or the one of that name.
     *
     * @param damaged is told of chains that cannot be read, unless one of some name is asked for
     * @throws NoSuchChainException if there is none of that name
     * @throws StoreDamagedException if the record of that name is damaged
     */
    public List<StoredChain> chains(Optional<ChainName> name, Consumer<Finding> damaged) {
        if (name.isPresent()) {
            return List.of(log.find(name.get())
                    .orElseThrow(() -> new NoSuchChainException("there is no chain " + name.get() + " in the store")));
        }
        for (String lost : log.lostChains()) {
            damaged.accept(Finding.damage(null, 0, 0, null, "of the store's chains, " + lost));
        }
        List<StoredChain> chains = new ArrayList<>();
        for (ChainSummary each : sorted()) {
            try {
                log.find(each.name()).ifPresent(chains::add);
            } catch (StoreDamagedException e) {
                damaged.accept(Finding.damage(each.name().text(), 0, 0, null, String.valueOf(e.getMessage())));
            }
        }
        return chains;
    }

    private List<ChainSummary> sorted() {
        return log.chains().stream().sorted(Comparator.comparing(each -> each.name().text())).toList();
    }

    /** Verifies files and rows, and all chains or the one of that name. */
    public void verify(Optional<ChainName> name, Consumer<Finding> findings, LongConsumer progress) {
        log.verify(what -> findings.accept(Finding.damage(null, 0, 0, null, what)));
        for (StoredChain chain : chains(name, findings)) {
            ChainVerifier.verify(log, chain, findings, progress);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
