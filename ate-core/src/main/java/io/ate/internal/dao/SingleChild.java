package io.ate.internal.dao;

import io.ate.Dao;
import io.ate.DaoChild;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.NoSuchObjectException;
import io.ate.Rules;
import java.util.Objects;
import java.util.Optional;

/** The one child that an object may have in a field, in the hands of a unit of work. Confined to that unit's thread. */
final class SingleChild<T> implements DaoChild<T> {
    /** There is no other in its collection that it would have to be told from. */
    private static final String NAME = "";

    private final NamedChildren<T> children;

    SingleChild(UnitOfWork unit, DaoRef<?> parent, Field.Child<T> field) {
        this.children = new NamedChildren<>(unit, parent, field.name(), field.type());
    }

    @Override
    public Dao<T> set(T value) {
        return children.put(named(), encoded(value), null);
    }

    @Override
    public Dao<T> set(T value, Rules rules) {
        return children.put(named(), encoded(value), Objects.requireNonNull(rules, "rules"));
    }

    @Override
    public boolean setIfAbsent(T value) {
        return children.putIfAbsent(named(), encoded(value), null);
    }

    @Override
    public boolean setIfAbsent(T value, Rules rules) {
        return children.putIfAbsent(named(), encoded(value), Objects.requireNonNull(rules, "rules"));
    }

    @Override
    public DaoRef<T> ref() {
        return named().ref();
    }

    @Override
    public Optional<Dao<T>> find() {
        return children.find(named()).map(found -> found);
    }

    @Override
    public Dao<T> load() {
        return find()
                .orElseThrow(() -> new NoSuchObjectException("there is no child " + children.described(), ref().key()));
    }

    @Override
    public boolean isPresent() {
        return children.exists(named());
    }

    @Override
    public boolean remove() {
        return children.remove(named());
    }

    private Named<T> named() {
        return children.named(NAME);
    }

    private Plaintext encoded(T value) {
        return children.unit().chain().values().encode(children.type(), value);
    }
}
