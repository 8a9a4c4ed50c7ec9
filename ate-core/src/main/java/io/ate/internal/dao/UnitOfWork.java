package io.ate.internal.dao;

import io.ate.ChainUnavailableException;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.IncompatibleValueException;
import io.ate.NoSuchObjectException;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Ruled;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Type;
import io.ate.internal.event.Facts;
import io.ate.internal.event.NameTag;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One unit of work: a standpoint of the chain with its own changes laid over it. Confined to one thread at a time.
 * Ending
 * it discards what was not committed.
 */
final class UnitOfWork implements Dio, AutoCloseable {
    private final OpenChain chain;
    private final SessionKeys keys;
    private final Deadline deadline;
    private final Standpoint standpoint;
    private final Overlay overlay;
    private final RuleChanges ruleChanges;
    private boolean ended;

    UnitOfWork(OpenChain chain, SessionKeys keys, Deadline deadline) {
        this.chain = chain;
        this.keys = keys;
        this.deadline = deadline;
        this.standpoint = chain.replica().standpoint();
        this.overlay = new Overlay(standpoint);
        this.ruleChanges = new RuleChanges(chain.id(), overlay, keys, chain.entropy(), this::hasStoredChildren);
    }

    // --- for the chain

    /** The commit that this unit of work comes to, or null if it changed nothing. */
    @Nullable
    Draft draft() throws InterruptedException {
        return drafting().draft(overlay);
    }

    /** The same commit, its values sealed with the data keys that {@code newer} has. */
    @Nullable
    Draft sealedAgain(Standpoint newer) throws InterruptedException {
        return drafting().draft(overlay.over(newer));
    }

    private Drafting drafting() {
        return new Drafting(chain, standpoint, overlay, keys, ruleChanges, deadline);
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            ruleChanges.close();
            standpoint.close();
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
        demandOpen();
        NameTag tag = names().tagOf(ref);
        if (overlay.live(ref.key()) != null) {
            throw new ConflictException(ref + " of " + ref.type() + " exists already; load it, or overwrite it",
                    List.of(ref.key()), List.of());
        }
        demandNotDeletedHere(ref);
        return born(ref, tag, ObjectState.Expectation.ABSENT, PrimaryKey.ZERO, "", value, rules);
    }

    @Override
    public <T> Dao<T> overwrite(DaoRef<T> ref, T value) {
        demandOpen();
        ObjectEntry entry = liveValue(ref.key());
        if (entry == null) {
            if (ref.name().isEmpty()) {
                throw missing(ref);
            }
            demandNotDeletedHere(ref);
            return born(ref, names().tagOf(ref), ObjectState.Expectation.ANYTHING, PrimaryKey.ZERO, "", value,
                    Rules.inherit());
        }
        Type<T> type = typeOf(ref, entry);
        ObjectState touched = overlay.touched(ref.key());
        ObjectState state = overlay.touch(touched != null ? touched : ObjectState.unread(entry, tagOf(entry)));
        state.write(chain.values().encode(type, value));
        return new ObjectHandle<>(this, type, state);
    }

    /** A commit names an object once: it cannot both end it, with all that hangs below, and begin it anew. */
    private void demandNotDeletedHere(DaoRef<?> ref) {
        ObjectState touched = overlay.touched(ref.key());
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
        return born(ref, null, ObjectState.Expectation.ABSENT, parent, collection, value, rules);
    }

    private <T> ObjectHandle<T> born(DaoRef<T> ref, @Nullable NameTag tag, ObjectState.Expectation expectation,
            PrimaryKey parent, String collection, T value, Rules rules) {
        ObjectEntry above = overlay.live(parent);
        if (above == null) {
            throw new NoSuchObjectException("there is no object " + parent + " any more to store something below",
                    parent);
        }
        Type<T> type = ref.type();
        Plaintext plaintext = chain.values().encode(type, value);
        ObjectEntry entry = ObjectEntry.unsent(ref.key(), parent, collection, type.name(), null);
        ObjectState state = ObjectState.born(entry, tag, expectation);
        if (!rules.equals(Rules.inherit())) {
            state.rule(ruleChanges.born(rules, ref.key(), above));
        }
        state.write(plaintext);
        overlay.put(state);
        return new ObjectHandle<>(this, type, state, ref);
    }

    // --- reading

    @Override
    public <T> Dao<T> load(DaoRef<T> ref) {
        return find(ref).orElseThrow(() -> missing(ref));
    }

    @Override
    public <T> Optional<Dao<T>> find(DaoRef<T> ref) {
        demandOpen();
        ObjectEntry entry = liveValue(ref.key());
        return entry == null ? Optional.empty() : Optional.of(handle(ref, entry));
    }

    @Override
    public boolean exists(DaoRef<?> ref) {
        demandOpen();
        return liveValue(ref.key()) != null;
    }

    @Override
    public <T> Stream<Dao<T>> children(DaoRef<?> parent, Field.Vec<T> field) {
        demandOpen();
        if (liveValue(parent.key()) == null) {
            throw missing(parent);
        }
        return entries(parent.key(), field.name()).stream().map(entry -> loaded(field.type(), entry));
    }

    @Override
    public <T> Stream<Dao<T>> roots(Type<T> type) {
        demandOpen();
        return entries(PrimaryKey.ZERO, "").stream()
                .filter(entry -> type.covers(entry.type()))
                .map(entry -> loaded(type, entry));
    }

    @Override
    public Stream<Dao<JsonNode>> all() {
        demandOpen();
        List<ObjectEntry> found = new ArrayList<>();
        collect(PrimaryKey.ZERO, found);
        return found.stream().map(entry -> loaded(Type.tree(), entry));
    }

    /** The live objects in {@code collection} of {@code parent}, as they are here now. */
    List<ObjectEntry> entries(PrimaryKey parent, String collection) {
        demandOpen();
        List<ObjectEntry> entries = new ArrayList<>();
        ObjectState touched = overlay.touched(parent);
        if (touched == null || !touched.isBorn()) {
            standpoint.children(parent, collection, entry -> {
                ObjectState state = overlay.touched(entry.key());
                if (!entry.isPublishedKey() && (state == null || !state.isDeleted())) {
                    entries.add(entry);
                }
            });
        }
        overlay.born(parent, collection, entries::add);
        return entries;
    }

    private void collect(PrimaryKey parent, List<ObjectEntry> found) {
        for (String collection : collections(parent)) {
            for (ObjectEntry entry : entries(parent, collection)) {
                found.add(entry);
                collect(entry.key(), found);
            }
        }
    }

    private Set<String> collections(PrimaryKey parent) {
        Set<String> names = new LinkedHashSet<>(standpoint.collections(parent));
        for (ObjectState state : overlay.touched()) {
            ObjectEntry entry = state.entry();
            if (state.isBorn() && entry.parent().equals(parent)) {
                names.add(entry.collection());
            }
        }
        return names;
    }

    private boolean hasStoredChildren(PrimaryKey parent) {
        List<ObjectEntry> children = new ArrayList<>();
        for (String collection : standpoint.collections(parent)) {
            standpoint.children(parent, collection, children::add);
        }
        return !children.isEmpty();
    }

    private <T> Dao<T> loaded(Type<T> type, ObjectEntry entry) {
        demandOpen();
        return handle(DaoRef.of(type, entry.key()), entry);
    }

    private <T> ObjectHandle<T> handle(DaoRef<T> ref, ObjectEntry entry) {
        Type<T> type = typeOf(ref, entry);
        ObjectState touched = overlay.touched(entry.key());
        ObjectState state = touched != null && touched.value() != null ? touched : ObjectState.read(entry, read(entry));
        return new ObjectHandle<>(this, type, state);
    }

    private Stored read(ObjectEntry entry) {
        try {
            return chain.payloads().read(standpoint, entry, keys, deadline);
        } catch (InterruptedException e) {
            throw interrupted("reading object " + entry.key(), e);
        }
    }

    /** The object if it is here now and has a value. */
    private @Nullable ObjectEntry liveValue(PrimaryKey key) {
        ObjectEntry entry = key.isZero() ? null : overlay.live(key);
        return entry == null || entry.isPublishedKey() ? null : entry;
    }

    /** What the value is read as: where the reference leaves that open, a tree of the type that it has. */
    @SuppressWarnings("unchecked") // only a reference to trees leaves it open
    private static <T> Type<T> typeOf(DaoRef<T> ref, ObjectEntry entry) {
        Type<T> type = ref.type();
        if (!type.covers(entry.type())) {
            throw new IncompatibleValueException("object " + ref.key() + " is of type " + entry.type() + ", not of "
                    + type);
        }
        return type.name().isEmpty() ? (Type<T>) Type.tree(entry.type()) : type;
    }

    // --- deleting

    @Override
    public void delete(DaoRef<?> ref) {
        demandOpen();
        ObjectEntry entry = liveValue(ref.key());
        if (entry == null) {
            throw missing(ref);
        }
        ObjectState touched = overlay.touched(ref.key());
        overlay.touch(touched != null ? touched : ObjectState.unread(entry, tagOf(entry))).delete();
    }

    /** The tag of a named object that was not read: its events carry it. */
    private @Nullable NameTag tagOf(ObjectEntry entry) {
        if (!entry.key().isDerived()) {
            return null;
        }
        try {
            return standpoint.value(entry, deadline).facts().tag();
        } catch (InterruptedException e) {
            throw interrupted("reading object " + entry.key(), e);
        }
    }

    // --- rules and names

    @Override
    public <T> DaoRef<T> ref(Type<T> type, String name) {
        demandOpen();
        return names().ref(type, name);
    }

    private ObjectNames names() {
        return new ObjectNames(chain.id(), keys.nameKey(standpoint, standpoint.zero()));
    }

    @Override
    public Ruled chainRules() {
        demandOpen();
        return new ObjectRuling(this, ObjectState.unread(standpoint.zero(), null));
    }

    /** Gives {@code state} those rules. */
    RulesResult rule(ObjectState state, Rules rules) {
        if (state.isBorn()) {
            ObjectEntry parent = overlay.entry(state.entry().parent());
            state.rule(ruleChanges.born(rules, state.key(), parent == null ? overlay.zero() : parent));
            return new RulesResult(false, List.of());
        }
        RuleChanges.Change change = ruleChanges.changed(state.entry(), rules);
        state.rule(change.rules());
        if (change.sealsAgain()) {
            state.writeAgain();
        }
        return change.result();
    }

    // --- for handles

    /** Who the changes of this unit of work are by, and when: the session's first key, now. */
    Origin ownOrigin() {
        if (keys.held().isEmpty()) {
            throw new IllegalStateException("a session without keys writes nothing");
        }
        return new Origin(keys.held().getFirst().id(), chain.clock().instant(), 0);
    }

    /** Who wrote the event of that sequence, and when. */
    Origin originAt(long sequence) {
        if (sequence < 1) {
            return ownOrigin();
        }
        try {
            Facts facts = chain.replica().event(sequence, deadline).facts();
            return new Origin(facts.author(), Instant.ofEpochMilli(facts.time()), sequence);
        } catch (InterruptedException e) {
            throw interrupted("reading sequence " + sequence, e);
        }
    }

    OpenChain chain() {
        return chain;
    }

    Overlay overlay() {
        return overlay;
    }

    @Override
    public long sequence() {
        demandOpen();
        return standpoint.sequence();
    }

    void demandOpen() {
        if (ended) {
            throw new IllegalStateException("this unit of work has ended");
        }
    }

    static ChainUnavailableException interrupted(String doing, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChainUnavailableException("interrupted while " + doing, cause);
    }

    private static NoSuchObjectException missing(DaoRef<?> ref) {
        return new NoSuchObjectException(
                "there is no object " + ref + (ref.name().isPresent() ? " of " + ref.type() : "")
                        + " in the chain",
                ref.key());
    }
}
