package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable chains of a {@link RocksRedoLog}: number, name and end in memory, the genesis on disk. Thread-safe: the
 * log's writer changes them, anybody asks.
 */
final class RocksChains implements DurableChains {
    private static final Logger LOG = LoggerFactory.getLogger(RocksChains.class);

    private final RocksStore store;
    private final ChainEnds ends;
    private final Map<Long, ChainEntry> byNumber = new ConcurrentHashMap<>();
    private final Map<ChainName, ChainEntry> byName = new ConcurrentHashMap<>();
    private final Set<ChainName> damaged = ConcurrentHashMap.newKeySet();

    private RocksChains(RocksStore store, ChainEnds ends) {
        this.store = store;
        this.ends = ends;
    }

    /** Finds the chains that the store has. */
    static RocksChains load(RocksStore store, ChainEnds ends) {
        RocksChains chains = new RocksChains(store, ends);
        new RowScan(store, Family.CHAINS).each(new byte[0], chains::found);
        return chains;
    }

    private void found(byte[] key, byte[] value) {
        ChainName name = ChainRow.name(key);
        try {
            put(ChainEntry.found(ChainRow.decode(key, value).number(), name));
        } catch (MalformedException e) {
            // One lost chain must not take the others with it. Whoever asks for it by name is told.
            damaged.add(name);
            LOG.warn("Chain {} of the store in {} cannot be opened, its record is damaged: {}", name, store.folder(),
                    e.getMessage());
        }
    }

    void put(ChainEntry chain) {
        byNumber.put(chain.number(), chain);
        byName.put(chain.name(), chain);
    }

    void remove(ChainEntry chain) {
        byNumber.remove(chain.number(), chain);
        byName.remove(chain.name(), chain);
    }

    @Nullable
    ChainEntry entry(long number) {
        return byNumber.get(number);
    }

    List<StoredChain> all() {
        List<StoredChain> all = new ArrayList<>();
        for (ChainName name : byName.keySet()) {
            find(name).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    Optional<StoredChain> find(ChainName name) {
        byte[] key = ChainRow.key(name);
        byte[] value = store.get(Family.CHAINS, key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ChainRow.decode(key, value).chain(name));
        } catch (MalformedException e) {
            throw new StoreDamagedException(
                    "the record of chain " + name + " in " + store.folder() + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable Long number(ChainName name) {
        if (damaged.contains(name)) {
            throw new StoreDamagedException("there is a chain " + name + ", but its record is damaged");
        }
        ChainEntry chain = byName.get(name);
        return chain == null ? null : chain.number();
    }

    @Override
    public @Nullable ChainName name(long number) {
        ChainEntry chain = byNumber.get(number);
        return chain == null ? null : chain.name();
    }

    @Override
    public long end(long number) {
        ChainEntry chain = byNumber.get(number);
        return chain == null ? 0 : end(chain);
    }

    long end(ChainEntry chain) {
        return chain.end(() -> ends.find(chain));
    }
}
