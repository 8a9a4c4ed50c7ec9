package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One chain of a {@link MemoryRedoLog}. Guarded by the lock of the log's state. */
final class MemoryChain {
    private final StoredChain facts;
    private final ChainSummary summary;
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<WriterId, WriterRow> writers = new HashMap<>();
    private final Map<Node, Hash> nodes = new HashMap<>();
    private final Map<String, Slice> notes = new HashMap<>();
    private long size;

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
        long sequence = append.record().first();
        Slice record = append.record().encode();
        for (Event event : append.events()) {
            events.add(new StoredEvent(sequence, event, sequence == append.record().first() ? record : null));
            sequence++;
        }
        writers.put(append.record().statement().writer(), WriterRow.of(append));
        size += append.size();
    }

    void note(LogEntry.Note note) {
        notes.put(note.name(), note.content());
    }

    void node(LogEntry.Nodes node) {
        nodes.put(new Node(node.level(), node.index()), node.hash());
    }

    long end() {
        return events.size();
    }

    long size() {
        return size;
    }

    Optional<StoredEvent> event(long sequence) {
        return sequence < 1 || sequence > end() ? Optional.empty() : Optional.of(events.get((int) (sequence - 1)));
    }

    /** Up to {@code count} events behind {@code after}. */
    List<StoredEvent> events(long after, int count) {
        long to = Math.min(end(), after + count);
        return after >= to ? List.of() : List.copyOf(events.subList((int) after, (int) to));
    }

    Map<WriterId, WriterRow> writers() {
        return writers;
    }

    Optional<Slice> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    Optional<Hash> node(int level, long index) {
        return Optional.ofNullable(nodes.get(new Node(level, index)));
    }

    private record Node(int level, long index) {}
}
