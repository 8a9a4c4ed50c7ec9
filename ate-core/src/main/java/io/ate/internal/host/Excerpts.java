package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.PastWriters;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What of a chain's history goes to one subscriber, who may leave long payloads at the server until he asks for them.
 * Immutable; reading the log may wait for the disk, and is done by any thread.
 *
 * @param chain the chain's number in the log
 * @param id the chain's id
 * @param heads of the chain, which know its tree
 * @param payloadLimit of what is longer the event goes without its payload
 * @param cleanPoint up to where superseded values may be gone
 */
record Excerpts(RedoLog log, long chain, ChainId id, ChainHeads heads, int channel, int payloadLimit,
        LongSupplier cleanPoint) {

    /** What of that chain goes to one subscriber. */
    static Excerpts of(RedoLog log, HostedChain chain, int channel, int payloadLimit) {
        return new Excerpts(log, chain.number(), chain.id(), chain.heads(), channel,
                payloadLimit, chain.compaction().cleanPoint()::sequence);
    }

    /** A message made of what was read, and what it weighs. */
    record Excerpt<M extends ToClient>(M message, long bytes) {}

    /** About {@code most} bytes of what follows, up to that sequence. */
    Excerpt<Events> range(long from, long upTo, long most) {
        List<Events.Item> items = new ArrayList<>();
        long bytes = 0;
        long to = from;
        try (LogReader reader = log.reader(chain, from, spares() ? Reading.HEADERS : Reading.WHOLE)) {
            while (to < upTo && bytes < most && reader.next()) {
                switch (reader.item()) {
                    case LogItem.StoredEvent stored -> {
                        Slice record = stored.commitRecord();
                        if (record != null) {
                            items.add(new Events.RecordItem(record));
                            bytes += record.length();
                        }
                        Events.Item item = item(stored);
                        items.add(item);
                        bytes += item.weight();
                        to = stored.sequence();
                    }
                    case LogItem.Damaged damaged -> {
                        items.add(new Events.Damaged(damaged.from(), damaged.to(), damaged.what()));
                        to = damaged.to();
                    }
                    case LogItem.Gap gap -> {
                        Events.Gone gone = gone(gap, to);
                        items.add(gone);
                        bytes += gone.weight();
                        to = gone.to();
                        if (to < gap.to()) { // the rest of it another time
                            return new Excerpt<>(new Events(channel, from, to, items), bytes);
                        }
                    }
                }
            }
        }
        return new Excerpt<>(new Events(channel, from, to, items), bytes);
    }

    /**
     * What there is to tell of a gap behind that sequence. A long one is told in several parts, the first and the last
     * of which hold what is left of commits that are not gone as a whole.
     */
    private Events.Gone gone(LogItem.Gap gap, long after) {
        long most = after + Events.Gone.SUBTREES * 256L;
        long to = gap.to() - most > Bounds.EVENTS ? most & -256 : gap.to();
        boolean isFirst = gap.from() == after + 1;
        return new Events.Gone(to, heads.subtrees(gap.leaves(), after, to), isFirst ? gap.before() : List.of(),
                to == gap.to() ? gap.begun() : null,
                gap.births().stream().filter(each -> each.sequence() > after && each.sequence() <= to).toList(),
                cleanPoint.getAsLong());
    }

    /**
     * Some of the last commits of writers, in the order of their ids, as they were at that sequence; no commit after it
     * may be gone.
     *
     * @param after the last writer that was told of, or null if none was
     */
    Events.LastCommits lastCommits(long at, @Nullable WriterId after) {
        PastWriters past = new PastWriters(log, chain, id);
        List<Events.LastCommits.Row> rows = new ArrayList<>();
        boolean[] more = new boolean[1];
        log.writers(chain, after, (writer, last) -> {
            more[0] = rows.size() == Events.LastCommits.MOST;
            if (!more[0]) {
                past.at(at, last).ifPresent(row -> rows.add(new Events.LastCommits.Row(writer, row)));
            }
            return !more[0];
        });
        return new Events.LastCommits(rows, !more[0]);
    }

    /** As many of the events that are asked for as about {@code most} bytes hold, but the first in any case. */
    Excerpt<ToClient> loaded(Load wanted, long most) {
        List<Slice> events = new ArrayList<>();
        long bytes = 0;
        for (long sequence : wanted.sequences()) {
            LogItem item = read(sequence);
            if (item instanceof LogItem.StoredEvent stored && !stored.bare()
                    && (events.isEmpty() || bytes + stored.event().encodedLength() <= most)) {
                events.add(encoded(stored.event()));
                bytes += stored.event().encodedLength();
                continue;
            }
            if (events.isEmpty()) {
                return new Excerpt<>(switch (item) {
                    case LogItem.StoredEvent _,LogItem.Gap _ ->
                            new Compacted(channel, wanted.request(), cleanPoint.getAsLong());
                    case LogItem.Damaged damaged -> new Rejected(channel, wanted.request(), Reason.DAMAGED, null,
                            "sequence " + sequence + ": " + damaged.what());
                }, 0);
            }
            break;
        }
        return new Excerpt<>(new Loaded(channel, wanted.request(), events), bytes);
    }

    private LogItem read(long sequence) {
        return log.read(chain, sequence)
                .orElseThrow(() -> new StoreDamagedException("sequence " + sequence + " is missing"));
    }

    /** Tells whether the client leaves payloads where they are. */
    private boolean spares() {
        return payloadLimit < Bounds.PAYLOAD;
    }

    /** The event as it was read; of its payload, which may not have been, as much as the client wants. */
    private Events.Item item(LogItem.StoredEvent stored) {
        if (stored.bare()) {
            return new Events.Stripped(bare(stored.event()), cleanPoint.getAsLong());
        }
        if (stored.event().hasPayload() || stored.event().maySpare(payloadLimit)) {
            return item(stored.event());
        }
        return switch (read(stored.sequence())) {
            case LogItem.StoredEvent whole -> item(whole);
            case LogItem.Damaged damaged ->
                    new Events.Damaged(stored.sequence(), stored.sequence(), damaged.what());
            case LogItem.Gap _ -> new Events.Stripped(bare(stored.event()), cleanPoint.getAsLong()); // in this moment
        };
    }

    /** The event, of its payload as much as the client wants. */
    Events.Item item(Event event) {
        if (!event.maySpare(payloadLimit)) {
            return new Events.EventItem(encoded(event));
        }
        return new Events.HeaderItem(bare(event));
    }

    private static Slice bare(Event event) {
        WireWriter out = new WireWriter(event.lengthWithoutPayload());
        event.writeWithoutPayload(out);
        return out.toSlice();
    }

    /** How many bytes of it go. */
    long length(Event event) {
        return event.maySpare(payloadLimit) ? event.lengthWithoutPayload() : event.encodedLength();
    }

    private static Slice encoded(Event event) {
        WireWriter out = new WireWriter(event.encodedLength());
        event.write(out);
        return out.toSlice();
    }
}
