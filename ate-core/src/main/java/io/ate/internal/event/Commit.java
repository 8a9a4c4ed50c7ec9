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
 * Layout: {@code u32 length ‖ statement ‖ signatures ‖ events}, with signatures {@code u8 count ‖ (u8 key index ‖ u16
 * length ‖ signature)*}. Decoding checks shape and bounds; hashes, Merkle root and signatures are checked by {@code
 * trust}.
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
        List<Event> events = new ArrayList<>(Math.min(statement.count(), in.remaining() / 64 + 1));
        for (int i = 0; i < statement.count(); i++) {
            events.add(Event.read(in));
        }
        in.end();
        return of(statement, statementBytes, signatures, events);
    }

    /** The commit of these parts, which came one by one; refuses what {@link #decode} refuses. */
    public static Commit of(Statement statement, Slice statementBytes, List<CommitSignature> signatures,
            List<Event> events) throws MalformedException {
        demand(events.size() == statement.count(), "a commit has as many events as it says");
        return ofSome(statement, statementBytes, signatures, events);
    }

    /** The same of some of its events. */
    public static Commit ofSome(Statement statement, Slice statementBytes, List<CommitSignature> signatures,
            List<Event> events) throws MalformedException {
        demand(!events.isEmpty() && events.size() <= statement.count(), "no more events are left than a commit has");
        Set<PrimaryKey> named = events.size() > 1 ? HashSet.newHashSet(events.size()) : new HashSet<>(2);
        long bytes = 0;
        for (Event event : events) {
            demand(named.add(event.facts().key()), "a commit names an object at most once");
            demand(statement.keys().contains(event.facts().author()), "an event's author is one of the commit's keys");
            demand(event.facts().kind() != Kind.EPHEMERAL, "an ephemeral event is never committed");
            bytes += event.encodedLength();
        }
        demand(events.size() == 1 || bytes <= Bounds.COMMIT, "a commit of several events exceeds its bound in bytes");
        for (ObjectCondition each : statement.conditions()) {
            demand(!named.contains(each.key()), "the condition on an object that is written stands in its event");
        }
        return new Commit(statement, statementBytes, signatures, events);
    }

    private static void demand(boolean holds, String otherwise) throws MalformedException {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }
}
