package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One chain of a {@link MemoryRedoLog}. Guarded by the lock of the log's state. */
final class MemoryChain {
    private final StoredChain facts;
    private final ChainSummary summary;
    private final MemoryEvents events = new MemoryEvents();
    private final Map<WriterId, WriterRow> writers = new HashMap<>();
    /** By level. */
    private final List<MemoryNodes> nodes = new ArrayList<>();
    private final Map<String, Slice> notes = new HashMap<>();
    /** By place. */
    private final NavigableMap<Long, LogEntry.Keep> kept = new TreeMap<>();
    /** Of what is kept, in bytes. */
    private long keptSize;

    MemoryChain(StoredChain facts) {
        this.facts = facts;
        this.summary = ChainSummary.of(facts.number(), facts.name(), facts.genesis());
    }

    StoredChain facts() {
        return facts;
    }

    ChainSummary summary() {
        return summary;
    }

    void append(LogEntry.Append append) {
        Slice record = append.record().encode();
        boolean first = true;
        for (Event event : append.events()) {
            events.add(event, first ? record : null);
            first = false;
        }
        writers.put(append.record().statement().writer(), WriterRow.of(append));
    }

    void strip(LogEntry.Strip strip) {
        events.strip(strip.bare());
    }

    void cut(LogEntry.Cut cut) {
        events.cut(cut.gap());
    }

    void next(LogEntry.Next next) {
        events.add(next.item());
    }

    void last(LogEntry.LastCommit last) {
        writers.put(last.writer(), last.row());
    }

    void note(LogEntry.Note note) {
        notes.put(note.name(), note.content());
    }

    void keep(LogEntry.Keep keep) {
        unkeep(keep.place());
        kept.put(keep.place(), keep);
        keptSize += keep.size();
    }

    void unkeep(long place) {
        LogEntry.Keep gone = kept.remove(place);
        keptSize -= gone == null ? 0 : gone.size();
    }

    void node(LogEntry.Nodes node) {
        while (nodes.size() <= node.level()) {
            nodes.add(new MemoryNodes());
        }
        nodes.get(node.level()).put(node.index(), node.hash());
    }

    long end() {
        return events.end();
    }

    long size() {
        return events.size() + keptSize;
    }

    Optional<LogItem> item(long sequence) {
        return events.item(sequence);
    }

    /** Up to so many items behind {@code after}; the first may be a gap that begins before. */
    List<LogItem> items(long after, int most) {
        return events.items(after, most);
    }

    Map<WriterId, WriterRow> writers() {
        return writers;
    }

    Optional<Slice> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    /** What is kept behind {@code after} and up to {@code to}, in the order of the places. */
    List<KeptRow> kept(long after, long to) {
        return kept.subMap(after, false, to, true)
                .values()
                .stream()
                .<KeptRow>map(each -> new KeptRow.Kept(each.place(), each.content()))
                .toList();
    }

    Optional<Hash> node(int level, long index) {
        return level < nodes.size() ? nodes.get(level).get(index) : Optional.empty();
    }
}
