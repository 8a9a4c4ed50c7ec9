package io.ate.internal.dao;

import io.ate.Dao;
import io.ate.DaoChild;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.DaoStream;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.Lock;
import io.ate.NoSuchObjectException;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Type;
import io.ate.internal.view.ObjectEntry;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An object in the hands of a unit of work. Any number of handles of one object show the same state of it. */
final class ObjectHandle<T> implements Dao<T> {
    private final UnitOfWork unit;
    private final Type<T> type;
    private final ObjectState read;
    private final DaoRef<T> ref;

    ObjectHandle(UnitOfWork unit, Type<T> type, ObjectState read) {
        this(unit, type, read, DaoRef.of(type, read.key()));
    }

    ObjectHandle(UnitOfWork unit, Type<T> type, ObjectState read, DaoRef<T> ref) {
        this.unit = unit;
        this.type = type;
        this.read = read;
        this.ref = ref;
    }

    @Override
    public PrimaryKey key() {
        return ref.key();
    }

    @Override
    public DaoRef<T> ref() {
        return ref;
    }

    @Override
    public T value() {
        return unit.values().decode(type, current().entry(), plaintext());
    }

    @Override
    public boolean isReadable() {
        return current().value() != null || read.isReadable();
    }

    @Override
    public T update(UnaryOperator<T> change) {
        Objects.requireNonNull(change, "change");
        ObjectState state = changed();
        Plaintext before = plaintext();
        var _ = MergeChoice.of(type); // that its rule cannot be made is told now, and not when it is needed
        T value = change.apply(unit.values().decode(type, state.entry(), before));
        Objects.requireNonNull(value, "an update gives a value");
        // Looked up again: the function may have deleted it.
        changed().update(type, unit.values().encodeOver(type, state.entry(), before, value));
        return value();
    }

    @Override
    public void overwrite(T value) {
        ObjectState state = changed();
        state.write(unit.values().encodeInstead(type, state.entry(), value));
    }

    @Override
    public void delete() {
        unit.delete(changed());
    }

    @Override
    public void moveTo(DaoVec<T> target) {
        Objects.requireNonNull(target, "target");
        if (!(target instanceof ChildVec<T> vec)) {
            throw ChildVec.notOfThisUnit();
        }
        vec.take(changed(), unit);
    }

    @Override
    public void moveToTop() {
        new Moving(unit.overlay()).move(changed(), PrimaryKey.ZERO, "");
    }

    @Override
    public <C> DaoVec<C> in(Field.Vec<C> field) {
        demand(field);
        return new ChildVec<>(unit, ref, field);
    }

    @Override
    public <K, V> DaoMap<K, V> in(Field.Map<K, V> field) {
        demand(field);
        return new ChildMap<>(unit, ref, field);
    }

    @Override
    public <C> DaoChild<C> in(Field.Child<C> field) {
        demand(field);
        return new SingleChild<>(unit, ref, field);
    }

    @Override
    public <E> DaoStream<E> in(Field.Stream<E> field) {
        demand(field);
        return new RecordedEvents<>(unit, ref, field);
    }

    @Override
    public Optional<DaoRef<?>> parent() {
        ObjectEntry parent = unit.overlay().entry(live().entry().parent());
        return parent == null || parent.key().isZero() ? Optional.empty()
                : Optional.of(DaoRef.of(Type.tree(parent.type()), parent.key()));
    }

    @Override
    public boolean isIn(DaoVec<?> collection) {
        Objects.requireNonNull(collection, "collection");
        if (!(collection instanceof ChildVec<?> vec)) {
            throw ChildVec.notOfThisUnit();
        }
        return vec.holds(live(), unit);
    }

    @Override
    public String typeName() {
        return live().entry().type();
    }

    @Override
    public Origin created() {
        ObjectState state = live();
        ObjectEntry before = state.before();
        Origin updated = state.updated();
        if (before == null) {
            return unit.ownOrigin();
        }
        if (updated != null && updated.sequence() == before.born()) {
            return updated;
        }
        return unit.originAt(before.born());
    }

    @Override
    public Origin updated() {
        ObjectState state = live();
        Origin updated = state.updated();
        return state.isWritten() || updated == null ? unit.ownOrigin() : updated;
    }

    @Override
    public long version() {
        ObjectEntry before = live().before();
        return before == null ? 0 : before.version();
    }

    @Override
    public void requireUnchanged() {
        touched().relyOnWhatWasRead();
    }

    @Override
    public Lock lock() {
        live();
        return unit.relied().take(ref);
    }

    @Override
    public Optional<Lock> tryLock() {
        live();
        return unit.relied().tryToTake(ref);
    }

    @Override
    public Rules rules() {
        return ruling().rules();
    }

    @Override
    public Rules rulesInForce() {
        return ruling().rulesInForce();
    }

    @Override
    public RulesResult rules(Rules rules) {
        touched();
        return ruling().rules(rules);
    }

    private void demand(Field field) {
        unit.chain().fields().demandOne(live().entry().type(), field);
    }

    private ObjectRuling ruling() {
        return new ObjectRuling(unit, live());
    }

    /** The state of the object, which from now on is where changes of it meet. */
    private ObjectState touched() {
        return unit.overlay().touch(live());
    }

    /** As {@link #touched}, for what is to be no longer what, or where, it is. */
    private ObjectState changed() {
        unit.demandNoEvent(live().entry());
        return touched();
    }

    private ObjectState live() {
        unit.demandOpen();
        ObjectState state = current();
        if (state.isDeleted() || unit.overlay().live(key()) == null) {
            throw new NoSuchObjectException("object " + ref + " was deleted in this unit of work", key());
        }
        return state;
    }

    private ObjectState current() {
        ObjectState touched = unit.overlay().touched(key());
        return touched == null ? read : touched;
    }

    /** The value as it is here now; where the object was touched without being read, as this handle read it. */
    private Plaintext plaintext() {
        Plaintext now = current().value();
        return now != null ? now : read.demandValue();
    }
}
