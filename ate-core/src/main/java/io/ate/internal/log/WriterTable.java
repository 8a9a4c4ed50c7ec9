package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The durable last commits of writers, in a {@link RocksRedoLog}. Thread-safe. */
final class WriterTable {
    private final RocksStore store;

    WriterTable(RocksStore store) {
        this.store = store;
    }

    /** @param after shows those behind that one; null for all */
    void each(ChainEntry chain, @Nullable WriterId after, WriterVisitor visitor) {
        byte[] first = after == null ? chain.keys().first() : behind(chain.keys().writer(after));
        new RowScan(store, Family.WRITERS).each(first, chain.keys().behind(),
                (key, value) -> visitor.writer(writer(chain, key), row(chain, key, value)));
    }

    /** The lowest key behind that one. */
    private static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    Optional<WriterRow> find(ChainEntry chain, WriterId writer) {
        byte[] key = chain.keys().writer(writer);
        byte[] value = store.get(Family.WRITERS, key);
        return value == null ? Optional.empty() : Optional.of(row(chain, key, value));
    }

    /** The highest sequence that a writer's last commit took; 0 if there are no writers. */
    long last(ChainEntry chain) {
        long[] last = new long[1];
        each(chain, null, (_, row) -> {
            last[0] = Math.max(last[0], row.last());
            return true;
        });
        return last[0];
    }

    private WriterId writer(ChainEntry chain, byte[] key) {
        try {
            WireReader in = new WireReader(Slice.of(key));
            in.slice(ChainKeys.PREFIX);
            WriterId writer = WriterId.read(in);
            in.end();
            return writer;
        } catch (MalformedException e) {
            throw damaged(chain, e);
        }
    }

    private WriterRow row(ChainEntry chain, byte[] key, byte[] value) {
        try {
            return WriterRow.decode(key, value);
        } catch (MalformedException e) {
            throw damaged(chain, e);
        }
    }

    private StoreDamagedException damaged(ChainEntry chain, MalformedException cause) {
        chain.noteDamage(store.found(),
                "the table of writers of chain " + chain.name() + ": " + cause.getMessage());
        return new StoreDamagedException("the table of writers of chain " + chain.name() + " is damaged ("
                + cause.getMessage() + "): without it a commit could be taken twice, so nothing more is taken", cause);
    }
}
