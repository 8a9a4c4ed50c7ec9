package io.ate.internal.dao;

import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.IncompatibleValueException;
import io.ate.Lock;
import io.ate.NoSuchObjectException;
import io.ate.Origin;
import io.ate.Page;
import io.ate.PrimaryKey;
import io.ate.Ruled;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Type;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Replica;
import io.ate.internal.view.AmendedState;
import io.ate.internal.view.ObjectEntry;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One unit of work: a standpoint of the chain with its own changes laid over it. Confined to one thread at a time.
 * Ending it discards what was not committed.
 */
final class UnitOfWork implements Dio, AutoCloseable {
    private final OpenChain chain;
    private final SessionKeys keys;
    private final Sight sight;
    private final RuleChanges ruleChanges;
    private final Set<PrimaryKey> sealedBelow = LinkedHashSet.newLinkedHashSet(0);
    private final ReliedLock relied;
    private final long quiet;
    private final KnownNames names = new KnownNames();
    private boolean ended;

    /**
     * @param ownLock the lock that it takes itself, or has taken in an earlier run
     * @param likely what an earlier run has looked at, if the chain moved on while it did
     * @param quiet the sequence since which nothing has changed that is sealed anew for no other reason than that it
     * hangs below what is given other readers
     */
    UnitOfWork(OpenChain chain, SessionKeys keys, Deadline deadline, UnitLock ownLock, Set<PrimaryKey> likely,
            long quiet) {
        this.quiet = quiet;
        this.chain = chain;
        this.keys = keys;
        this.sight = new Sight(chain, keys, deadline, likely);
        this.relied = new ReliedLock(chain, sight, ownLock);
        this.ruleChanges = new RuleChanges(chain.id(), overlay(), keys, chain.entropy());
    }

    // --- for the chain

    /** The commit that this unit of work comes to, or null if it changed nothing. */
    @Nullable
    SealedDraft draft() throws InterruptedException {
        Draft draft = new Drafting(chain, sight, keys, ruleChanges, relied.held()).draft();
        return draft == null ? null
                : SealedDraft.of(chain, keys, draft, sight.origin(), overlay(),
                        List.copyOf(sealedBelow));
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            ruleChanges.close();
            sight.close();
        }
    }

    // --- storing

    @Override
    public <T> Dao<T> store(T value) {
        return store(Type.ofValue(value), value);
    }

    @Override
    public <T> Dao<T> store(T value, Rules rules) {
        return store(Type.ofValue(value), value, rules);
    }

    @Override
    public <T> Dao<T> store(Type<T> type, T value) {
        return store(type, value, Rules.inherit());
    }

    @Override
    public <T> Dao<T> store(Type<T> type, T value, Rules rules) {
        return add(PrimaryKey.ZERO, "", type, value, rules);
    }

    @Override
    public <T> Dao<T> store(DaoRef<T> ref, T value) {
        return store(ref, value, Rules.inherit());
    }

    @Override
    public <T> Dao<T> store(DaoRef<T> ref, T value, Rules rules) {
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(rules, "rules");
        demandOpen();
        names.add(ref);
        Named<T> named = sight.names().atTop(ref);
        if (overlay().live(ref.key()) != null) {
            throw new ConflictException(ref + " of " + ref.type() + " exists already; load it, or overwrite it",
                    List.of(ref.key()), List.of());
        }
        demandNotDeletedHere(ref);
        return bornByName(named, Expectation.ABSENT, value, rules);
    }

    @Override
    public <T> Dao<T> overwrite(DaoRef<T> ref, T value) {
        Objects.requireNonNull(ref, "ref");
        demandOpen();
        names.add(ref);
        ObjectEntry entry = sight.value(ref.key());
        if (entry == null) {
            if (ref.name().isEmpty()) {
                throw missing(ref);
            }
            demandNotDeletedHere(ref);
            return bornByName(sight.names().atTop(ref), Expectation.ANYTHING, value, Rules.inherit());
        }
        Type<T> type = typeOf(ref, entry);
        demandNoEvent(entry);
        ObjectState state = sight.touch(entry);
        state.write(values().encodeInstead(type, entry, value));
        return new ObjectHandle<>(this, type, state);
    }

    /** A commit names an object once: it cannot both end it, with all that hangs below, and begin it anew. */
    private void demandNotDeletedHere(DaoRef<?> ref) {
        ObjectState touched = overlay().touched(ref.key());
        if (touched != null && touched.isDeleted() && !touched.isBorn()) {
            throw new IllegalStateException(
                    ref + " was deleted in this unit of work: commit that before it is stored again");
        }
    }

    /** Adds a new object in {@code collection} of {@code parent}. */
    <T> ObjectHandle<T> add(PrimaryKey parent, String collection, Type<T> type, T value, Rules rules) {
        demandOpen();
        if (type.name().isEmpty()) {
            throw new IllegalArgumentException("a new object has a type with a name: use Type.tree(name) or a class");
        }
        DaoRef<T> ref = DaoRef.of(type, chain.newKey());
        ObjectEntry entry = ObjectEntry.unsent(ref.key(), parent, collection, type.name(), null);
        return born(ref, ObjectState.born(entry, null, Expectation.ABSENT),
                chain.values().encode(type, value), rules);
    }

    private <T> ObjectHandle<T> bornByName(Named<T> named, Expectation expectation, T value, Rules rules) {
        return born(named, expectation, chain.values().encode(named.ref().type(), value), rules);
    }

    /** Adds a new object under its name. */
    <T> ObjectHandle<T> born(Named<T> named, Expectation expectation, Plaintext value, Rules rules) {
        return born(named.ref(), ObjectState.born(named.unsent(), named.tag(), expectation), value, rules);
    }

    private <T> ObjectHandle<T> born(DaoRef<T> ref, ObjectState state, Plaintext value, Rules rules) {
        PrimaryKey parent = state.entry().parent();
        ObjectEntry above = overlay().live(parent);
        if (above == null) {
            throw new NoSuchObjectException("there is no object " + parent + " any more to store something below",
                    parent);
        }
        ReservedNames.demandNone(ref.type());
        if (!rules.equals(Rules.inherit())) {
            state.rule(ruleChanges.born(rules, ref.key(), above));
        }
        state.write(value);
        overlay().put(state);
        return new ObjectHandle<>(this, ref.type(), state, ref);
    }

    // --- reading

    @Override
    public <T> Dao<T> load(DaoRef<T> ref) {
        return find(ref).orElseThrow(() -> missing(ref));
    }

    @Override
    public <T> Optional<Dao<T>> find(DaoRef<T> ref) {
        Objects.requireNonNull(ref, "ref");
        demandOpen();
        names.add(ref);
        ObjectEntry entry = sight.value(ref.key());
        return entry == null ? Optional.empty() : Optional.of(handle(ref, entry));
    }

    @Override
    public boolean exists(DaoRef<?> ref) {
        Objects.requireNonNull(ref, "ref");
        demandOpen();
        return sight.value(ref.key()) != null;
    }

    @Override
    public <T> Stream<Dao<T>> children(DaoRef<?> parent, Field.Vec<T> field) {
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(field, "field");
        chain.fields().demandOne(demandLive(parent).type(), field);
        return new CollectionReader<>(this, parent, field.name(), field.type()).stream();
    }

    /** Demands that the object whose collection is to be read is here now. */
    void demandOwner(DaoRef<?> parent) {
        demandOpen();
        var _ = demandLive(parent);
    }

    /** @throws NoSuchObjectException if the object is not here any more */
    ObjectEntry demandLive(DaoRef<?> ref) {
        demandOpen();
        ObjectEntry entry = sight.value(ref.key());
        if (entry == null) {
            throw missing(ref);
        }
        return entry;
    }

    @Override
    public <T> Stream<Dao<T>> roots(Type<T> type) {
        return top(type).stream();
    }

    @Override
    public <T> Page<T> roots(Type<T> type, Page.Token after, int limit) {
        return top(type).page(after, limit);
    }

    private <T> CollectionReader<T> top(Type<T> type) {
        Objects.requireNonNull(type, "type");
        Families.demandWhole(type);
        return new CollectionReader<>(this, DaoRef.of(type, PrimaryKey.ZERO), "", type,
                entry -> type.covers(entry.type()));
    }

    @Override
    public Stream<Dao<JsonNode>> all() {
        demandOpen();
        return sight.all(PrimaryKey.ZERO, _ -> true).stream().map(entry -> loaded(Type.tree(), entry));
    }

    <T> Dao<T> loaded(Type<T> type, ObjectEntry entry) {
        demandOpen();
        return handle(DaoRef.of(type, entry.key()), entry);
    }

    <T> ObjectHandle<T> handle(DaoRef<T> ref, ObjectEntry entry) {
        return new ObjectHandle<>(this, typeOf(ref, entry), sight.seen(entry));
    }

    /** What the value is read as: where the reference leaves that open, a tree of the type that it has. */
    @SuppressWarnings("unchecked") // only a reference to trees leaves it open
    private static <T> Type<T> typeOf(DaoRef<T> ref, ObjectEntry entry) {
        Type<T> type = ref.type();
        demandCovers(ref, entry);
        return type.name().isEmpty() ? (Type<T>) Type.tree(entry.type()) : type;
    }

    /** Demands that what is there can be read, and is to be written, as what the reference says. */
    static void demandCovers(DaoRef<?> ref, ObjectEntry entry) {
        if (!ref.type().covers(entry.type())) {
            throw new IncompatibleValueException("object " + ref.key() + " is of type " + entry.type() + ", not of "
                    + ref.type());
        }
    }

    // --- deleting

    @Override
    public void delete(DaoRef<?> ref) {
        Objects.requireNonNull(ref, "ref");
        names.add(ref);
        ObjectEntry entry = demandLive(ref);
        demandCovers(ref, entry);
        demandNoEvent(entry);
        delete(sight.touch(entry));
    }

    /** @throws IllegalStateException if the object is an event of a stream */
    void demandNoEvent(ObjectEntry entry) {
        new RecordedForGood(chain, sight, chain.keyedValues()).demandOther(entry);
    }

    /**
     * Ends an object of this unit of work. What hangs below it in the chain ends with it; what hangs there only because
     * it was moved here has to be ended where it was.
     */
    void delete(ObjectState state) {
        state.delete();
        if (!overlay().isReordered()) {
            return; // nothing was moved
        }
        for (ObjectState each : overlay().touched()) {
            if (each.isMoved() && overlay().live(each.key()) == null) {
                each.delete();
            }
        }
    }

    // --- locks

    @Override
    public void relyOn(Lock lock) {
        demandOpen();
        relied.on(lock);
    }

    /** The lock that the commit relies on. */
    ReliedLock relied() {
        return relied;
    }

    // --- rules and names

    @Override
    public <T> DaoRef<T> ref(Type<T> type, String name) {
        demandOpen();
        chain.values().demandOneClass(type);
        return sight.names().atTop(type, name).ref();
    }

    @Override
    public Ruled chainRules() {
        demandOpen();
        return new ObjectRuling(this, ObjectState.unread(sight.standpoint().zero(), null));
    }

    /** Gives {@code state} those rules. */
    RulesResult rule(ObjectState state, Rules rules) {
        if (state.isBorn()) {
            ObjectEntry parent = overlay().entry(state.entry().parent());
            state.rule(ruleChanges.born(rules, state.key(), parent == null ? overlay().zero() : parent));
            return new RulesResult(false, List.of(), 0);
        }
        RuleChanges.Change change = ruleChanges.changed(state.entry(), rules);
        Plaintext value = change.sealsAgain() ? state.demandValue() : null;
        AmendedState after = new AmendedState(overlay()); // these rules also say who may seal anew what is below
        after.put(state.entry().ruledBy(change.rules().carried()));
        SealingBelow.Task task = new SealingBelow.Task(sight, state.key(), keys,
                Room.beside(overlay(), state.isWritten() ? null : value));
        SealingBelow below = switch (change.below()) {
            case STAYS -> SealingBelow.NOTHING;
            case THE_REST -> SealingBelow.rest(task, after, quiet);
            case SEALED_ANEW -> SealingBelow.of(task, after, quiet);
            case SEALED_ANEW_OR_LOST -> SealingBelow.of(task, after, Long.MAX_VALUE);
        };
        if (change.below() == RuleChanges.Below.SEALED_ANEW_OR_LOST) {
            below.demandNothingLeft(state.key());
        }
        if (isFollowed(change.below(), below)) {
            sealedBelow.add(state.key());
        }
        state.rule(change.rules());
        if (value != null) {
            state.writeAgain(value);
        }
        below.apply(overlay());
        return new RulesResult(change.renewed(), change.formerReaders(), below.left());
    }

    /**
     * Tells whether something may be left for commits behind this one. Where an object has had readers of its own, and
     * nothing was left before, what others put below it is sealed for them.
     */
    private boolean isFollowed(RuleChanges.Below change, SealingBelow below) {
        return switch (change) {
            case STAYS -> false;
            case THE_REST -> quiet < Long.MAX_VALUE || below.left() > 0 || !below.states().isEmpty();
            case SEALED_ANEW, SEALED_ANEW_OR_LOST -> true;
        };
    }

    /** Seals anew what an earlier commit has left to those behind it, as far as there is room. */
    SealingBelow sealBehind(Behind behind, Room room) {
        if (overlay().live(behind.root()) == null) {
            return SealingBelow.NOTHING;
        }
        SealingBelow below = SealingBelow.behind(new SealingBelow.Task(sight, behind.root(), keys, room), behind,
                quiet);
        below.apply(overlay());
        return below;
    }

    // --- for handles

    /** Who the changes of this unit of work are by, and when: the session's first key, now. */
    Origin ownOrigin() {
        if (keys.held().isEmpty()) {
            throw new IllegalStateException("a session without keys writes nothing");
        }
        return new Origin(keys.held().getFirst().id(), Instant.ofEpochMilli(chain.writersTime()), 0);
    }

    /** Who wrote the event of that sequence, and when. */
    Origin originAt(long sequence) {
        if (sequence < 1) {
            return ownOrigin();
        }
        Replica.Written written = chain.replica().written(sequence);
        return new Origin(written.author(), Instant.ofEpochMilli(written.time()), sequence);
    }

    OpenChain chain() {
        return chain;
    }

    Sight sight() {
        return sight;
    }

    ObjectValues values() {
        return new ObjectValues(chain.values(), chain.keyedValues(), sight);
    }

    SessionKeys keys() {
        return keys;
    }

    KnownNames names() {
        return names;
    }

    Overlay overlay() {
        return sight.overlay();
    }

    @Override
    public long sequence() {
        demandOpen();
        return sight.standpoint().sequence();
    }

    void demandOpen() {
        chain.demandOpen();
        if (ended) {
            throw new IllegalStateException("this unit of work has ended: its Dio, and what that gave, are used inside "
                    + "the body alone; hand out values and references, and load them again in a body of their own");
        }
    }

    private static NoSuchObjectException missing(DaoRef<?> ref) {
        return new NoSuchObjectException(
                "there is no object " + ref + (ref.name().isPresent() ? " of " + ref.type() : "")
                        + " in the chain",
                ref.key());
    }
}
