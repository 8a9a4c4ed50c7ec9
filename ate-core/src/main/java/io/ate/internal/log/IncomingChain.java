package io.ate.internal.log;

import io.ate.AteException;
import io.ate.StoreFailedException;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * A chain that is brought into a store row by row. Its rows are written as they come, under a number that no name leads
 * to, so that memory holds no more than a few of them; who knows the number reads them as any chain's. The row of its
 * name is the last one, and makes a chain of them. Until then a row {@code "incoming" ‖ u64 number → u8 shard} says
 * what to remove again: at the end, or at the next opening of the store. Confined to one thread.
 */
public final class IncomingChain implements AutoCloseable {
    private static final byte[] KEY = "incoming".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "incominh".getBytes(StandardCharsets.US_ASCII);
    /** So many bytes of rows are written together. */
    private static final long TOGETHER = 1L << 20;

    private final RocksRedoLog log;
    private final RocksStore store;
    private final RocksChains chains;
    private final ChainEntry entry;
    private final StoredChain stored;
    private final WriteBatch batch = new WriteBatch();
    private boolean isOurs = true;

    private IncomingChain(RocksRedoLog log, RocksStore store, RocksChains chains, StoredChain stored) {
        this.log = log;
        this.store = store;
        this.chains = chains;
        this.stored = stored;
        entry = ChainEntry.found(ChainSummary.of(stored.number(), stored.name(), stored.genesis()));
    }

    static IncomingChain begin(RocksRedoLog log, RocksStore store, RocksChains chains, StoredChain stored) {
        byte[] key = key(stored.number());
        IncomingChain incoming = new IncomingChain(log, store, chains, stored);
        incoming.written(() -> store.put(Family.META, key, CheckedValue.of(key, new WireWriter().u8(stored.shard()))));
        chains.putIncoming(incoming.entry);
        return incoming;
    }

    /** The row that says that a chain of that number is coming in. */
    static byte[] key(long number) {
        return ByteBuffer.allocate(KEY.length + Long.BYTES).put(KEY).putLong(number).array();
    }

    /** Removes what is left of those of a process that was killed. */
    static void sweep(RocksStore store) throws RocksDBException, IOException {
        try (WriteBatch batch = new WriteBatch()) {
            new RowScan(store, Family.META).each(KEY, BEHIND, (key, value) -> {
                try {
                    int shard = new WireReader(CheckedValue.content(key, value)).u8();
                    remove(store, batch, new ChainKeys(shard, ByteBuffer.wrap(key).getLong(KEY.length)));
                } catch (MalformedException e) {
                    store.found().note("the note of a chain that came in is damaged: " + e.getMessage());
                } catch (RocksDBException e) {
                    throw new StoreFailedException("a batch of removals cannot be put together", e);
                }
                return true;
            });
            if (batch.count() > 0) {
                store.write(batch);
            }
        }
    }

    private static void remove(RocksStore store, WriteBatch batch, ChainKeys keys) throws RocksDBException {
        for (Family family : Family.ofChains()) {
            batch.deleteRange(store.family(family), keys.first(), keys.behind());
        }
        batch.delete(store.family(Family.META), key(keys.number()));
    }

    /** The chain as it can be read meanwhile. */
    public StoredChain stored() {
        return stored;
    }

    /**
     * Takes a row, as {@link RocksRedoLog#rows} shows it.
     *
     * @throws MalformedException if no chain has such a row
     * @throws AteException if the disk is nearly full
     */
    public void row(String family, Slice key, Slice content) throws MalformedException {
        Family kind = Arrays.stream(Family.ofChains())
                .filter(each -> Arrays.equals(each.label(), family.getBytes(StandardCharsets.US_ASCII)))
                .findFirst()
                .orElseThrow(() -> new MalformedException("chains have no rows of the kind " + family));
        byte[] whole = ByteBuffer.allocate(ChainKeys.PREFIX + key.length())
                .put(entry.keys().first())
                .put(key.toArray())
                .array();
        if (!ChainKeys.fits(kind, whole)) {
            throw new MalformedException("a row of the kind " + family + " has no key of " + key.length() + " bytes");
        }
        byte[] value = CheckedValue.of(whole, new WireWriter(content.length() + CheckedValue.CHECKSUM).raw(content));
        written(() -> {
            batch.put(store.family(kind), whole, value);
            if (batch.getDataSize() >= TOGETHER) {
                flush();
            }
        });
    }

    /** All rows have come: from now on they can be read. */
    public void complete() {
        written(this::flush);
    }

    private void flush() throws RocksDBException, IOException {
        if (log.isNearlyFull()) {
            throw new AteException("the disk of the store is nearly full: make room there, and do it again");
        }
        store.write(batch);
        batch.clear();
    }

    /**
     * Makes a chain of it that everybody finds.
     *
     * @throws AteException if there is one of that name meanwhile
     */
    public void reveal() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            log.append(stored.shard(), 0,
                    LogBatch.of(new LogEntry.Create(stored.number(), stored.name(), stored.genesis())),
                    new RedoLog.Completion() {
                        @Override
                        public void durable() {
                            done.complete(null);
                        }

                        @Override
                        public void failed(StoreFailedException cause) {
                            done.completeExceptionally(cause);
                        }
                    });
        } catch (IllegalArgumentException e) {
            throw new AteException("the chain " + stored.name() + " was not taken: " + e.getMessage(), e);
        }
        isOurs = false; // whatever comes of it: only opening the store decides that now
        try {
            done.join();
        } catch (CompletionException e) {
            throw new StoreFailedException("whether the chain " + stored.name() + " was taken is not known: "
                    + e.getMessage(), e);
        }
    }

    private void written(Write write) {
        try {
            write.run();
        } catch (RocksDBException | IOException e) {
            throw new StoreFailedException("the chain " + stored.name() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Removes all of it, unless it was revealed. */
    @Override
    public void close() {
        try (batch) {
            if (isOurs) {
                isOurs = false;
                chains.removeIncoming(entry);
                batch.clear();
                written(() -> {
                    remove(store, batch, entry.keys());
                    store.write(batch);
                });
            }
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws RocksDBException, IOException;
    }
}
