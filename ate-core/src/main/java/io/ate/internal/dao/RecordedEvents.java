package io.ate.internal.dao;

import io.ate.ConflictException;
import io.ate.CorruptionException;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.Field;
import io.ate.NoSuchObjectException;
import io.ate.Recorded;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A stream of one object's events in the hands of a unit of work. The event that makes revision r goes by the name "r",
 * so that the newest is found by asking which exist. Confined to that unit's thread.
 */
final class RecordedEvents<T> implements DaoStream<T> {
    private final NamedChildren<T> children;
    private final Field.Stream<T> field;
    /** A revision that the stream was at, from where it is looked for. */
    private long known;

    RecordedEvents(UnitOfWork unit, DaoRef<?> parent, Field.Stream<T> field) {
        this.children = new NamedChildren<>(unit, parent, field.name(), field.type());
        this.field = field;
    }

    @Override
    public long append(List<? extends T> events) {
        return appendBehind(revision(), events);
    }

    @Override
    public long append(long expectedRevision, List<? extends T> events) {
        demandRevision(expectedRevision);
        long revision = revision();
        if (revision != expectedRevision) {
            throw new ConflictException("the stream \"" + field.name() + "\" is at revision " + revision + ", not at "
                    + expectedRevision, List.of(named(expectedRevision + 1).ref().key()), List.of());
        }
        return appendBehind(revision, events);
    }

    private long appendBehind(long revision, List<? extends T> events) {
        if (revision > 0 && !events.isEmpty()) {
            children.relyOn(named(revision)); // else a gap would be left where that is refused or deleted meanwhile
        }
        long last = revision;
        for (T event : events) {
            Plaintext value = children.unit().chain().values().encode(children.type(), event);
            if (!children.putIfAbsent(named(last + 1), value, null)) {
                throw new CorruptionException("the stream \"" + field.name() + "\" has an event behind its end, at "
                        + (last + 1));
            }
            last++;
        }
        known = last;
        return last;
    }

    /**
     * Events are there up to the newest and none behind it, so the end is looked for in steps that double, and then
     * halve. Where one is missing these may end before it; then what was born last is not the event that they end at.
     */
    @Override
    public long revision() {
        long there = exists(known) ? known : 0;
        long step = 1;
        while (exists(there + step)) {
            there += step;
            step *= 2;
        }
        for (long half = step / 2; half > 0; half /= 2) {
            if (exists(there + half)) {
                there += half;
            }
        }
        if (!children.isLast(there == 0 ? null : named(there))) {
            throw new CorruptionException("the stream \"" + field.name() + "\" goes on behind revision " + there
                    + ", which is not there: an event was deleted");
        }
        known = there;
        return there;
    }

    @Override
    public Stream<Recorded<T>> read(long afterRevision) {
        demandRevision(afterRevision);
        long last = revision();
        return LongStream.rangeClosed(Math.min(afterRevision, last) + 1, last).mapToObj(this::recorded);
    }

    @Override
    public Recorded<T> at(long revision) {
        if (revision < 1) {
            throw new IllegalArgumentException("the first event makes revision 1, not " + revision);
        }
        if (!exists(revision) && revision > revision()) {
            throw new NoSuchObjectException("the stream \"" + field.name() + "\" has not come to revision " + revision,
                    named(revision).ref().key());
        }
        return recorded(revision);
    }

    private Recorded<T> recorded(long revision) {
        UnitOfWork unit = children.unit();
        DaoRef<T> ref = named(revision).ref();
        ObjectEntry entry = unit.sight().value(ref.key());
        if (entry == null) {
            throw new CorruptionException("the event of revision " + revision + " in the stream \"" + field.name()
                    + "\" was deleted");
        }
        if (!new BirthCheck(unit.chain(), unit.sight(), unit.keys()).holds(entry)) {
            throw new CorruptionException("the event of revision " + revision + " in the stream \"" + field.name()
                    + "\" was changed since it was recorded");
        }
        demandBehind(revision, entry);
        ObjectHandle<T> event = unit.handle(ref, entry);
        return new Recorded<>(revision, ref, event.value(), event.created());
    }

    /** One that was deleted and recorded anew came after those behind it. */
    private void demandBehind(long revision, ObjectEntry entry) {
        ObjectEntry before = revision == 1 ? null : children.unit().sight().value(named(revision - 1).ref().key());
        if (before != null && !ChainState.precedes(before.born(), entry.born())) {
            throw new CorruptionException("the event of revision " + (revision - 1) + " in the stream \""
                    + field.name() + "\" was recorded anew");
        }
    }

    private boolean exists(long revision) {
        return revision > 0 && children.exists(named(revision));
    }

    private Named<T> named(long revision) {
        return children.named(Long.toString(revision));
    }

    private static void demandRevision(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("revisions begin at 0, not at " + revision);
        }
    }
}
