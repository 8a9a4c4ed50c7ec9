package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.ShownEvent;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a client without the history is shown of objects that it asks for by their keys: the events by which
 * each of them, and each object above it, is what it is, with proofs. Made for one request; confined to one thread,
 * which may wait for the disk.
 *
 * <p>
 * What was moved, or had rules and has none now, takes more than its own events to judge, and is not shown.
 */
final class Evidence {
    /** Payloads of no more bytes than that are shown at once; others are asked for by their sequence. */
    private static final int PAYLOAD = 64 << 10;
    /** So many bytes are shown for one request. */
    private static final long MOST = 4 << 20;

    private final HostedChain chain;
    private final RedoLog log;
    private final SignedCommits commits;
    /** The sequences of the events to be shown; true with the payload. */
    private final TreeMap<Long, Boolean> wanted = new TreeMap<>();
    private final Set<PrimaryKey> taken = new HashSet<>();
    private final TreeMap<Long, Shown> shown = new TreeMap<>();
    private long bytes;

    /** An event before it is proven to stand in the chain. */
    private record Shown(boolean whole, Event event, ShownEvent.@Nullable Signed commit) {}

    Evidence(HostedChain chain, RedoLog log) {
        this.chain = chain;
        this.log = log;
        this.commits = new SignedCommits(log, chain.number(), chain.id(), SignedCommits.MOST);
    }

    /** Gives the answer. */
    LoadedObjects of(LoadObjects request) throws TooMuchException {
        long size;
        try (Snapshot now = chain.view().snapshot()) {
            size = now.sequence();
            add(now.zero(), now);
            for (PrimaryKey key : request.keys()) {
                ObjectEntry entry = now.live(key);
                if (entry != null && !key.isZero()) {
                    addWithAllAbove(entry, now);
                }
            }
            Deque<Long> waiting = new ArrayDeque<>(wanted.keySet());
            for (Long next = waiting.poll(); next != null; next = waiting.poll()) {
                Shown event = read(next, wanted.getOrDefault(next, false));
                shown.put(next, event);
                waiting.addAll(addSigners(event, now));
            }
        }
        return new LoadedObjects(request.channel(), request.request(), chain.headAt(size),
                chain.heads().consistency(request.known(), size), proven(size));
    }

    private void addWithAllAbove(ObjectEntry asked, ChainState now) throws TooMuchException {
        add(asked, now);
        wanted.put(asked.valued(), true);
        for (ObjectEntry at = asked; !at.parent().isZero();) {
            @Nullable
            ObjectEntry above = now.entry(at.parent());
            if (above == null || !taken.add(above.key())) {
                return;
            }
            add(above, now);
            at = above;
        }
    }

    private void add(ObjectEntry entry, ChainState now) throws TooMuchException {
        RuleEntry rules = entry.rules();
        boolean isSimple = entry.isPublishedKey() || entry.key().isZero()
                || (entry.placed() == entry.born() && (rules != null || !now.beginsSigned(entry.key())));
        if (!isSimple || (rules != null && !rules.earlier().complete())) {
            throw new TooMuchException();
        }
        if (entry.isPublishedKey()) {
            wanted.put(entry.version(), true);
            return;
        }
        if (rules != null) {
            rules.earlier().sequences().forEach(each -> wanted.putIfAbsent(each, false));
        }
        for (long each : new long[] {entry.born(), entry.valued(), entry.version()}) {
            if (each > 0) {
                wanted.putIfAbsent(each, false);
            }
        }
        if (rules != null && rules.since() > 0) {
            wanted.putIfAbsent(rules.since(), false);
        }
        if (wanted.size() > LoadedObjects.MOST) {
            throw new TooMuchException();
        }
    }

    /** The keys that signed the event's commit, but for those of the genesis. */
    private List<Long> addSigners(Shown event, ChainState now) throws TooMuchException {
        List<Long> added = new ArrayList<>(0);
        ShownEvent.Signed commit = event.commit;
        if (commit == null) {
            return added;
        }
        CommitRecord record = commits.record();
        for (CommitSignature signature : record.signatures()) {
            KeyId id = record.statement().keys().get(signature.index());
            KeyEntry known = now.publicKey(id);
            ObjectEntry published = now.entry(PublishedKey.objectOf(id));
            if (known != null && known.since() > 0 && published != null
                    && wanted.put(published.version(), true) == null) {
                added.add(published.version());
            }
        }
        return added;
    }

    private Shown read(long sequence, boolean withPayload) throws TooMuchException {
        Event event = header(sequence);
        boolean whole = withPayload && event.seal().length() <= PAYLOAD;
        Event shows = !whole ? event.withoutPayload() : event.hasPayload() ? event : whole(sequence);
        Facts facts = event.facts();
        PayloadForm form = facts.payload();
        boolean decidesWhoReads = facts.rules() != null || (form != null && !form.isSealed());
        ShownEvent.@Nullable Signed commit = decidesWhoReads && !PublishedKey.isObject(facts.key())
                ? commits.of(sequence)
                : null;
        bytes += shows.presentLength() + (commit == null ? 0 : commit.record().length());
        if (bytes > MOST || shown.size() == LoadedObjects.MOST) {
            throw new TooMuchException();
        }
        return new Shown(whole, shows, commit);
    }

    private Event header(long sequence) throws TooMuchException {
        try (LogReader reader = log.reader(chain.number(), sequence - 1, Reading.HEADERS)) {
            if (!reader.next()) {
                throw new StoreDamagedException("sequence " + sequence + " is missing");
            }
            return switch (reader.item()) {
                case LogItem.Gap _ -> throw new TooMuchException(); // the history has what is left of it
                default -> reader.event().event();
            };
        }
    }

    private Event whole(long sequence) {
        return switch (log.read(chain.number(), sequence)
                .orElseThrow(() -> new StoreDamagedException("sequence " + sequence + " is missing"))) {
            case LogItem.StoredEvent stored -> stored.event(); // what a snapshot shows as present is not stripped
            case LogItem.Gap _ -> throw new IllegalStateException("what a snapshot shows as present is not gone");
            case LogItem.Damaged damaged -> throw new StoreDamagedException("sequence " + sequence + ": "
                    + damaged.what());
        };
    }

    private List<ShownEvent> proven(long size) {
        List<ShownEvent> proven = new ArrayList<>(shown.size());
        shown.forEach((sequence, each) -> {
            WireWriter out = new WireWriter(each.event.presentLength());
            if (each.whole) {
                each.event.write(out);
            } else {
                each.event.writeWithoutPayload(out);
            }
            proven.add(new ShownEvent(sequence, each.whole, out.toSlice(),
                    chain.heads().inclusion(sequence - 1, size), each.commit));
        });
        return proven;
    }
}
