package io.ate.internal.index;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.IncompatibleValueException;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.internal.dao.Interruption;
import io.ate.internal.index.Member.Standing;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which objects a projection has, and how it gets from one state of the chain to a later one: first it
 * {@linkplain #look looks}, in memory, at what changed, while the later state is held open; then, with that let go, it
 * {@linkplain #settle settles}: reads values and hands objects over to its {@link Keeper}. Between the two it may look
 * again, {@linkplain #lookAtAll at everything}: nothing is known of a member but what was settled. Confined to the
 * thread that keeps projections up.
 */
final class Membership<T, P> {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final Selection<T> selection;
    private final Function<ObjectEntry, T> values;
    private final Keeper<T, P> keeper;
    private final Keeping keeping;
    private final int ahead;
    private @Nullable Population<P> population;
    private List<Sighting<P>> seen = new ArrayList<>();
    private List<Member<P>> gone = new ArrayList<>();
    private List<Member<P>> opened = new ArrayList<>();
    private long state;
    private long unreadable;
    private boolean toldOfUnreadable;
    private long failures;

    /** How long it is worth while. */
    interface Keeping {
        /** Tells that nobody wants it any more. */
        boolean isGivenUp();

        /**
         * Waits a while before something is tried again, the longer the more often.
         *
         * @param failures how often it has failed, from 1
         */
        void pause(int failures);
    }

    /** A member, and what it is from now on. */
    private record Sighting<P>(Member<P> member, ObjectEntry entry) {}

    /**
     * @param values reads the value that an object has as an entry knows it; on several threads if it is read ahead
     * @param ahead so many values are read ahead of being taken over, 0 where they are here
     */
    Membership(Selection<T> selection, Function<ObjectEntry, T> values, Keeper<T, P> keeper, Keeping keeping,
            int ahead) {
        this.ahead = ahead;
        this.selection = selection;
        this.values = values;
        this.keeper = keeper;
        this.keeping = keeping;
    }

    long unreadable() {
        return unreadable;
    }

    long failures() {
        return failures;
    }

    /** Forgets what is known of every object, so that all are read again. */
    void forget() {
        population = null;
        unreadable = 0;
        failures = 0;
        keeper.clear();
    }

    /**
     * Looks at objects that changed since the state that was settled.
     *
     * @param changed all that did; others do no harm
     */
    void look(Snapshot state, Collection<PrimaryKey> changed) {
        Population<P> members = population;
        if (members == null) {
            lookAtAll(state);
            return;
        }
        List<Member<P>> endings = new ArrayList<>();
        List<Member<P>> ruled = new ArrayList<>();
        // First everything gets its place: while objects change places with each other, what is below what is unclear.
        for (PrimaryKey key : changed) {
            Member<P> known = members.find(key);
            ObjectEntry entry = state.live(key);
            if (entry == null) {
                if (known != null) {
                    endings.add(known);
                }
            } else if (known != null || selection.selects(entry)) {
                Member<P> member = members.place(entry, state);
                seen.add(new Sighting<>(member, entry));
                if (member.at.born() != entry.born()) {
                    endings.add(member);
                }
                if (!Objects.equals(member.at.rules(), entry.rules())) {
                    ruled.add(member);
                }
            }
        }
        endings.forEach(ended -> members.from(ended, each -> noteIfDead(each, state)));
        ruled.forEach(above -> members.from(above, this::noteIfClosed));
    }

    private void noteIfDead(Member<P> member, ChainState state) {
        if (state.live(member.at.key()) == null) {
            gone.add(member);
        }
    }

    /** Whoever was granted something may open what lies below it now, although nothing of that has changed. */
    private void noteIfClosed(Member<P> member) {
        if (member.standing == Standing.UNREADABLE) {
            opened.add(member);
        }
    }

    /** Looks at all objects, whatever has become of them since the state that was settled. */
    void lookAtAll(Snapshot state) {
        Population<P> fresh = new Population<>(state.zero());
        List<Sighting<P>> present = new ArrayList<>();
        for (ObjectEntry entry : selection.all(state)) {
            present.add(new Sighting<>(fresh.place(entry, state), entry));
        }
        // From here on nothing can expire: what was known moves over.
        seen = present;
        gone = new ArrayList<>();
        opened = new ArrayList<>();
        Population<P> former = population;
        if (former != null) {
            present.forEach(each -> carryOver(former, each));
            former.all().forEach(gone::add);
        }
        population = fresh;
    }

    /** What was made of a value that has not changed is not made again. */
    private void carryOver(Population<P> former, Sighting<P> sighting) {
        Member<P> was = former.find(sighting.entry.key());
        if (was != null && was.isSelected() && was.at.valued() == sighting.entry.valued()) {
            Member<P> now = sighting.member;
            now.at = was.at;
            now.standing = was.standing;
            now.entered = was.entered;
            was.standing = Standing.OUTSIDE;
            was.entered = null;
            if (now.standing == Standing.UNREADABLE) {
                opened.add(now);
            }
        }
    }

    /**
     * Takes over what was seen.
     *
     * @param sequence of the state in which it was seen
     * @throws CompactedException if compaction has removed a value that belongs to that state: to be looked at again
     * in a later one, in which it is superseded; what was settled by then is known
     */
    void settle(long sequence) {
        state = sequence;
        gone.forEach(this::leave);
        try (ReadAhead<T> coming = new ReadAhead<>(this::read, coming(), ahead)) {
            for (Sighting<P> each : seen) {
                if (keeping.isGivenUp()) {
                    return;
                }
                settle(each.member, each.entry, coming);
            }
            for (Member<P> member : opened) {
                if (member.standing == Standing.UNREADABLE) {
                    enterAnew(member, coming);
                }
            }
        }
        prune();
        seen = new ArrayList<>();
        gone = new ArrayList<>();
        opened = new ArrayList<>();
    }

    /** At last, when it is clear of every member whether it is selected. */
    private void prune() {
        if (population != null) {
            gone.forEach(population::prune);
            seen.forEach(each -> population.prune(each.member));
            population.pruneLeft();
        }
    }

    /** The objects whose values will be read, as far as can be said before the first of them is. */
    private List<ObjectEntry> coming() {
        if (ahead == 0) {
            return List.of();
        }
        List<ObjectEntry> coming = new ArrayList<>();
        for (Sighting<P> each : seen) {
            if (selection.selects(each.entry) && isNewValue(each.member, each.entry)) {
                coming.add(each.entry);
            }
        }
        opened.stream().filter(each -> each.standing == Standing.UNREADABLE).map(each -> each.at).forEach(coming::add);
        return coming;
    }

    private static boolean isNewValue(Member<?> member, ObjectEntry entry) {
        return !member.isSelected() || member.at.valued() != entry.valued();
    }

    private void settle(Member<P> member, ObjectEntry entry, ReadAhead<T> coming) {
        boolean isNewValue = isNewValue(member, entry);
        member.at = entry;
        if (!selection.selects(entry)) {
            leave(member);
        } else if (isNewValue) {
            enterAnew(member, coming);
        }
    }

    private void leave(Member<P> member) {
        P entered = member.entered;
        member.entered = null;
        switch (member.standing) {
            case UNREADABLE -> unreadable--;
            case FAILED -> failures--;
            case OUTSIDE, TAKEN -> {
                // not counted
            }
        }
        member.standing = Standing.OUTSIDE;
        if (entered != null) {
            try {
                keeper.leave(entered);
            } finally {
                Interruption.forget(); // by the function
            }
        }
    }

    /**
     * The value of the object. Where values are left at the server, and that is away, nothing newer comes either: there
     * is time to wait. On any thread.
     */
    private T read(ObjectEntry entry, BooleanSupplier givenUp) {
        for (int failures = 1;; failures++) {
            try {
                return values.apply(entry);
            } catch (ChainUnavailableException e) { // or the server refuses the value for now, and says so at once
                if (givenUp.getAsBoolean() || keeping.isGivenUp() || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            } catch (SnapshotExpiredException e) { // so much has changed while its key was looked for
                LOG.debug("the state in which an object was read has expired", e);
            }
            keeping.pause(failures);
        }
    }

    private void enterAnew(Member<P> member, ReadAhead<T> coming) {
        leave(member);
        try {
            enter(member, coming);
        } finally {
            Interruption.forget(); // by the value's class, or by the function
        }
    }

    private void enter(Member<P> member, ReadAhead<T> coming) {
        T value;
        try {
            value = coming.take(member.at);
        } catch (CompactedException e) {
            if (e.through() > state) {
                throw e; // what superseded it is about to come
            }
            member.standing = Standing.UNREADABLE; // by what the server says, which is not true
            unreadable++;
            return;
        } catch (NoReadAuthorityException | CorruptionException | IncompatibleValueException e) {
            member.standing = Standing.UNREADABLE;
            unreadable++;
            tell(member, e);
            return;
        }
        try {
            member.entered = keeper.enter(member.at, value);
            member.standing = Standing.TAKEN;
        } catch (RuntimeException | StackOverflowError thrown) {
            member.standing = Standing.FAILED;
            if (failures++ == 0) {
                LOG.warn("object {} is left out of a projection of objects of {}, since a function of the program's "
                        + "own threw; more of them are counted, and not logged", member.at.key(), selection.type(),
                        thrown);
            }
        }
    }

    /**
     * That some are for others to read is as it should be; whoever wrote what no class takes should hear which it is.
     */
    private void tell(Member<P> member, AteException why) {
        if (!toldOfUnreadable && why instanceof IncompatibleValueException) {
            toldOfUnreadable = true;
            LOG.warn("object {} is left out of a projection of objects of {}; more of them are counted, and not "
                    + "logged: {}", member.at.key(), selection.type(), why.getMessage());
        }
    }
}
