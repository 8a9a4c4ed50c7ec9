package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Facts;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.NameTag;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work sees: its standpoint of the chain with its own changes laid over it, by the keys of its session.
 * Confined to the unit of work's thread.
 */
final class Sight implements AutoCloseable {
    private final OpenChain chain;
    private final SessionKeys keys;
    private final Deadline deadline;
    private final Duration patience;
    private final Origin origin;
    private final Standpoint standpoint;
    private final Overlay overlay;
    private boolean closed;

    /** @param likely what an earlier run has looked at, if the chain moved on while it did */
    Sight(OpenChain chain, SessionKeys keys, Deadline deadline, Set<PrimaryKey> likely) {
        this.chain = chain;
        this.keys = keys;
        this.deadline = deadline;
        this.patience = Duration.ofNanos(Math.max(0, deadline.remaining()));
        this.origin = chain.pipeline().origin(likely, deadline);
        this.standpoint = origin.standpoint();
        this.overlay = new Overlay(standpoint);
    }

    Origin origin() {
        return origin;
    }

    Standpoint standpoint() {
        return standpoint;
    }

    Overlay overlay() {
        return overlay;
    }

    Deadline deadline() {
        return deadline;
    }

    /** By what the places of objects are vouched for. */
    PlaceTrust.Witness witness() {
        return new PlaceTrust.Witness(standpoint, keys, deadline);
    }

    /** Tells whether the object is an event of a stream, and has another value than was recorded. */
    boolean isChangedEvent(ObjectEntry entry) {
        return entry.valued() != entry.born()
                && new RecordedForGood(chain, this, chain.keyedValues()).isEvent(entry)
                && !new BirthCheck(chain, this, keys).holds(entry);
    }

    /** The object if it is here now and has a value, else null. */
    @Nullable
    ObjectEntry value(PrimaryKey key) {
        ObjectEntry entry = key.isZero() ? null : overlay.live(key);
        return entry == null || entry.isPublishedKey() ? null : entry;
    }

    /** The state of an object that is here now, with its value: as it was changed here, or as the chain has it. */
    ObjectState read(ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        if (touched != null && touched.value() != null) {
            return touched;
        }
        ObjectEntry stored = stored(entry);
        try {
            return ObjectState.read(stored, chain.payloads().read(standpoint, stored, keys, deadline));
        } catch (InterruptedException e) {
            throw Interruption.of("reading object " + entry.key(), e);
        }
    }

    /**
     * As {@link #read}; of what does not open, everything but the value. Anybody who may write somewhere can put there
     * what nobody opens: it must not stand in the way of what stands beside it.
     */
    ObjectState seen(ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        ObjectEntry stored = stored(entry);
        boolean isHere = (touched != null && touched.value() != null) || standpoint.header(stored).hasPayload()
                || chain.payloads().isOpened(stored.valued());
        if (!isHere) {
            Facts facts = standpoint.header(stored).facts();
            return ObjectState.elsewhere(stored, new ValueElsewhere(chain, keys, this, stored, facts, patience));
        }
        try {
            return read(entry);
        } catch (NoReadAuthorityException | CorruptionException refusal) {
            return ObjectState.closed(stored, standpoint.header(stored).facts(), refusal);
        }
    }

    /** The object as the chain has it: its value opens where it is there, wherever it has been moved here. */
    private ObjectEntry stored(ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        ObjectEntry before = touched == null ? null : touched.before();
        return before == null ? entry : before;
    }

    /** Tells whether there is more than the server's word for it that the object is below {@code above}. */
    boolean isRightlyBelow(ObjectEntry entry, PrimaryKey above) {
        try {
            return chain.places().isRightlyBelow(overlay, entry, above, witness());
        } catch (InterruptedException e) {
            throw Interruption.of("reading how " + entry.key() + " came to be", e);
        }
    }

    /**
     * Tells whether the value of the object, as it is stored, is sealed with a key that the readers in {@code state}
     * have by the ring in force there, be it an older one of that ring; or is in clear, where everyone reads.
     */
    boolean isOpenToItsReaders(ChainState state, ObjectEntry entry) {
        PayloadForm form = standpoint.header(entry).facts().payload();
        DataKeyId sealing = form == null ? null : form.dataKey();
        return Rights.reading(state, entry).entry().ring() instanceof KeyRing.Sealed ring
                ? sealing != null && ring.carries(sealing)
                : sealing == null;
    }

    /** How long the value of the object is, as it is stored. */
    long storedLength(ObjectEntry entry) {
        return standpoint.header(entry).seal().length();
    }

    /** Tells whether a value that is stored there is so in clear. */
    boolean isReadByEveryone(ObjectEntry entry) {
        return Rights.reading(overlay, entry).isEveryone();
    }

    /** The state of an object that is here now, from now on the place where its changes meet; its value is not read. */
    ObjectState touch(ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        return touched != null ? touched : touch(entry, tagOf(entry));
    }

    /** As {@link #touch(ObjectEntry)}, for who knows the object's tag. */
    ObjectState touch(ObjectEntry entry, @Nullable NameTag tag) {
        ObjectState touched = overlay.touched(entry.key());
        return touched != null ? touched : overlay.touch(ObjectState.unread(entry, tag));
    }

    /** Tells whether with an object that was deleted here nothing else ends: neither rules of its own nor children. */
    boolean isNothingButItsValue(ObjectState deleted) {
        ObjectEntry before = deleted.before();
        return before != null && before.rules() == null && below(deleted.key()).stream().allMatch(this::isBornHere);
    }

    private boolean isBornHere(ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        return touched != null && touched.isBorn();
    }

    /** The objects that are here now in {@code collection} of {@code parent}, in order, those after {@code start}. */
    Iterator<ObjectEntry> children(PrimaryKey parent, String collection, ChildIterator.Start start) {
        return new ChildIterator(overlay, standpoint, parent, collection, start);
    }

    /** How many objects are here now in {@code collection} of {@code parent}. */
    long size(PrimaryKey parent, String collection) {
        ObjectState above = overlay.touched(parent);
        long size = above != null && above.isBorn() ? 0 : standpoint.count(parent, collection);
        for (ObjectState state : overlay.touched()) {
            if (state.isPutIn(parent, collection)) {
                size++;
            } else if (state.isTakenFrom(parent, collection)) {
                size--;
            }
        }
        return size;
    }

    /** The last object that is here now in {@code collection} of {@code parent} and goes by a name, or null. */
    @Nullable
    ObjectEntry lastNamed(PrimaryKey parent, String collection) {
        ObjectEntry born = overlay.putIn(parent, collection)
                .reversed()
                .stream()
                .map(ObjectState::entry)
                .filter(each -> each.key().isDerived())
                .findFirst()
                .orElse(null);
        return born != null ? born : standpoint.lastChild(parent, collection, each -> {
            ObjectState state = overlay.touched(each.key());
            return each.key().isDerived() && (state == null || !state.isDeleted());
        });
    }

    /**
     * All objects that are here now below {@code root}, parents before their children; however deep they hang, the
     * stack is not.
     *
     * @param wanted refuses an object with all that hangs below it
     */
    List<ObjectEntry> all(PrimaryKey root, Predicate<ObjectEntry> wanted) {
        List<ObjectEntry> found = new ArrayList<>();
        Deque<ObjectEntry> waiting = new ArrayDeque<>(below(root));
        for (ObjectEntry next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            if (wanted.test(next)) {
                found.add(next);
                below(next.key()).reversed().forEach(waiting::addFirst);
            }
        }
        return found;
    }

    /** The children of {@code parent} in all its collections. */
    private List<ObjectEntry> below(PrimaryKey parent) {
        List<ObjectEntry> below = new ArrayList<>();
        collections(parent).forEach(
                collection -> children(parent, collection, ChildIterator.Start.FIRST).forEachRemaining(below::add));
        return below;
    }

    private Set<String> collections(PrimaryKey parent) {
        Set<String> names = new LinkedHashSet<>(standpoint.collections(parent));
        for (ObjectState state : overlay.touched()) {
            ObjectEntry entry = state.entry();
            if (state.isPutIn(parent, entry.collection())) {
                names.add(entry.collection());
            }
        }
        return names;
    }

    /** What the event of that sequence says. */
    Facts facts(long sequence) {
        return chain.replica().header(sequence).facts();
    }

    /** How objects at the top of the chain get their keys by name. */
    ObjectNames names() {
        return names(standpoint.zero());
    }

    /**
     * How objects below {@code parent} get their keys by name. The name key is the chain's, and whoever reads only this
     * object has it from the ring in force there.
     */
    ObjectNames names(ObjectEntry parent) {
        return new ObjectNames(chain.id(), keys.nameKey(overlay, parent));
    }

    /** The tag of a named object that was not read: its events carry it. */
    private @Nullable NameTag tagOf(ObjectEntry entry) {
        if (!entry.key().isDerived()) {
            return null;
        }
        return standpoint.header(entry).facts().tag();
    }

    /** Tells whether the unit of work has ended. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        standpoint.close();
    }
}
