package io.ate.internal.event;

import io.ate.PrimaryKey;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An atomic list of events from one writer, as it travels from the writer. Immutable and thread-safe.
 *
 * <p>
 * Layout: {@code u32 length ‖ statement ‖ signatures ‖ events}, with signatures
 * {@code u8 count ‖ (u8 key index ‖ u16 length ‖ signature)*}. Decoding checks shape and bounds; hashes, Merkle root
 * and signatures are checked by {@code trust}.
 */
public record Commit(Statement statement, Slice statementBytes, List<CommitSignature> signatures, List<Event> events) {

    public Commit {
        signatures = List.copyOf(signatures);
        events = List.copyOf(events);
    }

    public Slice encode() {
        int expected = 64 + statementBytes.length() + 4096 * signatures.size();
        for (Event event : events) {
            expected += event.encodedLength();
        }
        WireWriter out = new WireWriter(expected);
        out.slice32(statementBytes);
        CommitSignature.writeAll(out, signatures);
        events.forEach(event -> event.write(out));
        return out.toSlice();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static Commit decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Slice statementBytes = in.slice32(Bounds.COMMIT);
        Statement statement = Statement.decode(statementBytes);
        List<CommitSignature> signatures = CommitSignature.readAll(in, statement.keys().size());
        int eventsFrom = in.position();
        List<Event> events = new ArrayList<>(Math.min(statement.count(), in.remaining() / 64 + 1));
        Set<PrimaryKey> named = statement.count() > 1 ? HashSet.newHashSet(statement.count()) : new HashSet<>(2);
        for (int i = 0; i < statement.count(); i++) {
            Event event = Event.read(in);
            if (!named.add(event.facts().key())) {
                throw new MalformedException("a commit names an object at most once");
            }
            if (!statement.keys().contains(event.facts().author())) {
                throw new MalformedException("an event's author is one of the commit's keys");
            }
            if (event.facts().kind() == Kind.EPHEMERAL) {
                throw new MalformedException("an ephemeral event is never committed");
            }
            events.add(event);
        }
        if (statement.count() > 1 && in.position() - eventsFrom > Bounds.COMMIT) {
            throw new MalformedException("a commit of several events exceeds " + Bounds.COMMIT + " bytes");
        }
        for (ObjectCondition each : statement.conditions()) {
            if (named.contains(each.key())) {
                throw new MalformedException("the condition on an object that is written stands in its event");
            }
        }
        in.end();
        return new Commit(statement, statementBytes, signatures, events);
    }
}
