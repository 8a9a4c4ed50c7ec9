package io.ate.internal.log;

import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The rows of one group of batches, and what the group does to the chains that are kept in memory. Confined to the
 * log's writer, and used for one group.
 *
 * <p>
 * A writer that sent many commits of the group gets one row, for the last of them.
 */
final class GroupRows {
    private final RocksStore store;
    private final RocksChains chains;
    private final WriteBatch rows;
    private final Map<Long, ChainEntry> created = new HashMap<>();
    private final Map<Long, ChainEntry> dropped = new HashMap<>();
    private final Map<ChainEntry, Long> ends = new HashMap<>();
    private final Map<Writer, WriterRow> writers = new LinkedHashMap<>();

    GroupRows(RocksStore store, RocksChains chains, WriteBatch rows) {
        this.store = store;
        this.chains = chains;
        this.rows = rows;
    }

    /** Puts the group's rows into the batch. */
    void add(List<LogBatch> group) throws RocksDBException {
        for (LogBatch batch : group) {
            for (LogEntry entry : batch.entries()) {
                add(entry);
            }
        }
        addWriters();
    }

    private void add(LogEntry entry) throws RocksDBException {
        switch (entry) {
            case LogEntry.Create create -> add(create);
            case LogEntry.Append append -> add(append);
            case LogEntry.Nodes node -> {
                byte[] key = chain(node.chain()).keys().node(node.level(), node.index());
                put(Family.TREE, key, NodeRow.encode(key, node.hash()));
            }
            case LogEntry.Note note -> {
                byte[] key = chain(note.chain()).keys().note(note.name());
                put(Family.NOTES, key,
                        CheckedValue.of(key, new WireWriter(note.content().length() + 8).raw(note.content())));
            }
            case LogEntry.Keep keep -> {
                byte[] key = chain(keep.chain()).keys().kept(keep.place());
                put(Family.OUTBOX, key, CheckedValue.of(key,
                        new WireWriter(keep.content().length() + CheckedValue.CHECKSUM).raw(keep.content())));
            }
            case LogEntry.Unkeep unkeep -> rows.delete(store.family(Family.OUTBOX),
                    chain(unkeep.chain()).keys().kept(unkeep.place()));
            case LogEntry.Strip strip -> add(strip);
            case LogEntry.Cut cut -> add(cut);
            case LogEntry.Next next -> add(next);
            case LogEntry.LastCommit last ->
                    writers.put(new Writer(chain(last.chain()), last.writer()), last.row());
            case LogEntry.Drop drop -> drop(chain(drop.chain()));
        }
    }

    private void add(LogEntry.Create create) throws RocksDBException {
        put(Family.CHAINS, ChainRow.key(create.name()), ChainRow.encode(create));
        ChainEntry incoming = chains.incoming(create.chain());
        if (incoming == null) {
            created.put(create.chain(),
                    ChainEntry.created(ChainSummary.of(create.chain(), create.name(), create.genesis())));
        } else {
            rows.delete(store.family(Family.META), IncomingChain.key(create.chain()));
            created.put(create.chain(), incoming);
        }
    }

    private void add(LogEntry.Append append) throws RocksDBException {
        ChainEntry chain = chain(append.chain());
        CommitRecord record = append.record();
        Slice encodedRecord = record.encode();
        long sequence = record.first();
        for (Event event : append.events()) {
            add(chain, sequence, event, sequence == record.first() ? encodedRecord : null);
            sequence++;
        }
        ends.put(chain, record.last());
        writers.put(new Writer(chain, record.statement().writer()), WriterRow.of(append));
    }

    private void add(ChainEntry chain, long sequence, Event event, @Nullable Slice record) throws RocksDBException {
        byte[] key = chain.keys().event(sequence);
        put(Family.EVENTS, key, EventRow.encode(key, event, record));
        if (EventRow.isPayloadApart(event)) {
            put(Family.PAYLOADS, key, EventRow.encodePayload(key, event.payload()));
        }
    }

    private void add(LogEntry.Next next) throws RocksDBException {
        ChainEntry chain = chain(next.chain());
        switch (next.item()) {
            case LogItem.StoredEvent(long sequence, Event event, Slice record, boolean _) ->
                    add(chain, sequence, event, record);
            case LogItem.Gap gap -> {
                byte[] key = chain.keys().event(gap.from());
                put(Family.EVENTS, key, EventRow.encode(key, gap));
            }
            case LogItem.Damaged _ -> throw new IllegalStateException("damage is not to be written");
        }
        ends.put(chain, next.item().last());
    }

    private void add(LogEntry.Strip strip) throws RocksDBException {
        Event bare = strip.bare().event();
        byte[] key = chain(strip.chain()).keys().event(strip.bare().sequence());
        put(Family.EVENTS, key, EventRow.encode(key, bare, strip.bare().commitRecord()));
        if (EventRow.isLarge(bare)) {
            rows.delete(store.family(Family.PAYLOADS), key);
        }
    }

    private void add(LogEntry.Cut cut) throws RocksDBException {
        ChainKeys keys = chain(cut.chain()).keys();
        byte[] key = keys.event(cut.gap().from());
        byte[] behind = keys.event(cut.gap().to() + 1);
        for (Family family : List.of(Family.EVENTS, Family.PAYLOADS)) {
            rows.deleteRange(store.family(family), key, behind);
        }
        put(Family.EVENTS, key, EventRow.encode(key, cut.gap()));
    }

    private void drop(ChainEntry chain) throws RocksDBException {
        // Rows of this group that come before the drop must be removed by it.
        addWriters();
        rows.delete(store.family(Family.CHAINS), ChainRow.key(chain.name()));
        for (Family family : Family.ofChains()) {
            rows.deleteRange(store.family(family), chain.keys().first(), chain.keys().behind());
        }
        ends.remove(chain);
        created.remove(chain.number());
        dropped.put(chain.number(), chain);
        chain.setDropped();
    }

    private void addWriters() throws RocksDBException {
        for (Map.Entry<Writer, WriterRow> each : writers.entrySet()) {
            byte[] key = each.getKey().chain.keys().writer(each.getKey().id);
            put(Family.WRITERS, key, each.getValue().encode(key));
        }
        writers.clear();
    }

    private void put(Family family, byte[] key, byte[] value) throws RocksDBException {
        rows.put(store.family(family), key, value);
    }

    private ChainEntry chain(long number) {
        @Nullable
        ChainEntry chain = created.get(number);
        if (chain == null) {
            chain = chains.entry(number);
        }
        if (chain == null) {
            throw new IllegalStateException("chain " + number + " is not there, although it was checked to be");
        }
        return chain;
    }

    /** Shows everybody what the group did, once it is durable. */
    void publish() {
        dropped.values().forEach(chains::remove);
        created.values().forEach(chains::put);
        ends.forEach(ChainEntry::setEnd);
    }

    private record Writer(ChainEntry chain, WriterId id) {}
}
