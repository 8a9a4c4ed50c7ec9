package io.ate.internal.log;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The durable chains of a {@link RocksRedoLog}: a summary and the end of each in memory, the genesis on disk.
 * Thread-safe: the log's writer changes them, anybody asks.
 *
 * <p>
 * Where their table is damaged the chains that can be read are there nevertheless. Of a name whose row is lost, or may
 * be, nobody may say that there is no such chain, and still less create another one: it counts as damaged.
 */
final class RocksChains implements DurableChains {
    private final RocksStore store;
    private final ChainEnds ends;
    private final Map<Long, ChainEntry> byNumber = new ConcurrentHashMap<>();
    private final Map<ChainName, ChainEntry> byName = new ConcurrentHashMap<>();
    private final Map<ChainId, ChainEntry> byId = new ConcurrentHashMap<>();
    /** Chains that nobody finds yet, by their numbers. */
    private final Map<Long, ChainEntry> incoming = new ConcurrentHashMap<>();
    private final List<LostNames> lost = new CopyOnWriteArrayList<>();

    private RocksChains(RocksStore store, ChainEnds ends) {
        this.store = store;
        this.ends = ends;
    }

    /** Finds the chains that the store has. */
    static RocksChains load(RocksStore store, ChainEnds ends) {
        RocksChains chains = new RocksChains(store, ends);
        ChainScan.of(store, chains::found, chains::lost);
        return chains;
    }

    private void found(byte[] key, byte[] value) {
        ChainName name = ChainRow.name(key);
        try {
            StoredChain chain = ChainRow.decode(key, value).chain(name);
            put(ChainEntry.found(ChainSummary.of(chain.number(), name, chain.genesis())));
        } catch (MalformedException e) {
            lost(LostNames.one(name, String.valueOf(e.getMessage())));
        }
    }

    /** One lost chain must not take the others with it. Whoever asks for it by name is told. */
    private void lost(LostNames names) {
        lost.add(names);
        store.found().note("of its chains, " + names);
    }

    void put(ChainEntry chain) {
        byNumber.put(chain.number(), chain);
        byName.put(chain.name(), chain);
        byId.put(chain.summary().id(), chain);
        incoming.remove(chain.number());
        chain.setIncoming(false);
    }

    void putIncoming(ChainEntry chain) {
        chain.setIncoming(true);
        incoming.put(chain.number(), chain);
    }

    void removeIncoming(ChainEntry chain) {
        incoming.remove(chain.number());
    }

    /** The chain of that number which nobody finds yet, or null. */
    @Nullable
    ChainEntry incoming(long number) {
        return incoming.get(number);
    }

    void remove(ChainEntry chain) {
        byNumber.remove(chain.number(), chain);
        byName.remove(chain.name(), chain);
        byId.remove(chain.summary().id(), chain);
    }

    @Nullable
    ChainEntry entry(long number) {
        ChainEntry chain = byNumber.get(number);
        return chain == null ? incoming.get(number) : chain;
    }

    List<ChainSummary> all() {
        List<ChainSummary> all = new ArrayList<>();
        byName.values().forEach(each -> all.add(each.summary()));
        return List.copyOf(all);
    }

    /** The names that are lost. */
    List<LostNames> lost() {
        return List.copyOf(lost);
    }

    Optional<ChainSummary> summary(ChainId id) {
        return Optional.ofNullable(byId.get(id)).map(ChainEntry::summary);
    }

    Optional<StoredChain> find(ChainName name) {
        demandKnown(name);
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

    private void demandKnown(ChainName name) {
        for (LostNames each : lost) {
            if (each.covers(name)) {
                throw new StoreDamagedException("whether there is a chain " + name + " is lost with a damaged part of "
                        + "the store in " + store.folder() + ": " + each.what());
            }
        }
    }

    @Override
    public @Nullable Long number(ChainName name) {
        demandKnown(name);
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
        ChainEntry chain = entry(number);
        return chain == null ? 0 : end(chain);
    }

    long end(ChainEntry chain) {
        return chain.end(() -> ends.find(chain));
    }
}
