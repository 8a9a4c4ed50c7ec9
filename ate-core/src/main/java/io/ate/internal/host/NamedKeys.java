package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Event;
import io.ate.internal.event.Kind;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that rules of a chain name, which decides who may subscribe, and so who is told that there is such a chain.
 * Noted in the log, {@code u32 count ‖ key id*}, so that it is known of chains that are not in memory. Stateless.
 *
 * <p>
 * The note is written behind the commits that it follows from; a server that ends in between leaves it behind. So two
 * sequences are noted, too: of the last event that may have changed who is named, in the same batch as that event, and
 * of the one that the note takes in. Where the second is lower the note says nothing, and the chain has to be read.
 */
final class NamedKeys {
    /** Of a chain that names more, the rest is told of it only while it is in memory. */
    private static final int MOST = 4_096;
    private static final int KEY_ID = 16;
    private static final String NOTE = "named-keys";
    private static final String NOTED_AT = "named-keys-at";
    private static final String CHANGED_AT = "rules-changed-at";

    private NamedKeys() {}

    /** Tells whether the events, or what becomes of what hangs below them, may change whom rules name. */
    static boolean mayChangeWith(List<Event> events) {
        for (Event event : events) {
            if (event.facts().rules() != null || event.facts().kind() == Kind.DELETE) {
                return true;
            }
        }
        return false;
    }

    /** Notes that up to {@code sequence} whom rules name may have changed. */
    static LogEntry changed(long chain, long sequence) {
        return new LogEntry.Note(chain, CHANGED_AT, new WireWriter(Long.BYTES).u64(sequence).toSlice());
    }

    /** The sequence up to which whom rules name may have changed; 0 if it is as the genesis says. */
    static long changedAt(RedoLog log, long chain) {
        return sequence(log, chain, CHANGED_AT);
    }

    /** The sequence that what is {@linkplain #noted noted} takes in. */
    static long notedAt(RedoLog log, long chain) {
        return sequence(log, chain, NOTED_AT);
    }

    private static long sequence(RedoLog log, long chain, String name) {
        Slice note = log.note(chain, name);
        if (note == null) {
            return 0;
        }
        try {
            WireReader in = new WireReader(note);
            long sequence = in.u64();
            in.end();
            return sequence;
        } catch (MalformedException e) {
            throw new StoreDamagedException("note " + name + " of chain number " + chain + " is damaged", e);
        }
    }

    /** Notes whom rules name after the event of that sequence. */
    static List<LogEntry> notes(long chain, Set<KeyId> named, long sequence) {
        return List.of(note(chain, named),
                new LogEntry.Note(chain, NOTED_AT, new WireWriter(Long.BYTES).u64(sequence).toSlice()));
    }

    private static LogEntry note(long chain, Set<KeyId> named) {
        int count = Math.min(named.size(), MOST);
        WireWriter out = new WireWriter(4 + count * KEY_ID).u32(count);
        named.stream().limit(count).forEach(each -> out.bits64(each.high()).bits64(each.low()));
        return new LogEntry.Note(chain, NOTE, out.toSlice());
    }

    /** What was noted last, or null if nothing was. */
    static @Nullable Set<KeyId> noted(RedoLog log, long chain) {
        Slice note = log.note(chain, NOTE);
        if (note == null) {
            return null;
        }
        try {
            WireReader in = new WireReader(note);
            int count = in.u32(MOST);
            Set<KeyId> named = new HashSet<>();
            for (int i = 0; i < count; i++) {
                named.add(new KeyId(in.bits64(), in.bits64()));
            }
            in.end();
            return Set.copyOf(named);
        } catch (MalformedException e) {
            throw new StoreDamagedException("the keys noted for chain number " + chain + " are damaged", e);
        }
    }
}
