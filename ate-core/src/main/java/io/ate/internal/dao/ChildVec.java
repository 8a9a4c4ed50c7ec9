package io.ate.internal.dao;

import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.Page;
import io.ate.Rules;
import java.util.stream.Stream;

/** A collection of one object in the hands of a unit of work. Confined to that unit's thread. */
final class ChildVec<T> implements DaoVec<T> {
    private final UnitOfWork unit;
    private final DaoRef<?> parent;
    private final Field.Vec<T> field;
    private final CollectionReader<T> reader;

    ChildVec(UnitOfWork unit, DaoRef<?> parent, Field.Vec<T> field) {
        this.unit = unit;
        this.parent = parent;
        this.field = field;
        this.reader = new CollectionReader<>(unit, parent, field.name(), field.type());
    }

    /** Puts an object of {@code mover} at the end. */
    void take(ObjectState moved, UnitOfWork mover) {
        demandUnit(mover);
        if (!field.type().covers(moved.entry().type())) {
            throw new IllegalArgumentException("object " + moved.key() + " is of type " + moved.entry().type()
                    + " and does not go into \"" + field.name() + "\", which takes " + field.type());
        }
        new Moving(unit.overlay()).move(moved, parent.key(), field.name());
    }

    /** Tells whether an object of {@code asker} is here. */
    boolean holds(ObjectState object, UnitOfWork asker) {
        demandUnit(asker);
        return object.entry().isIn(parent.key(), field.name());
    }

    private void demandUnit(UnitOfWork other) {
        if (other != unit) {
            throw notOfThisUnit();
        }
    }

    static IllegalArgumentException notOfThisUnit() {
        return new IllegalArgumentException("an object moves to, and is in, a collection of its own unit of work");
    }

    @Override
    public Dao<T> add(T value) {
        return add(value, Rules.inherit());
    }

    @Override
    public Dao<T> add(T value, Rules rules) {
        return unit.add(parent.key(), field.name(), field.type(), value, rules);
    }

    @Override
    public Stream<Dao<T>> stream() {
        return reader.stream();
    }

    @Override
    public Stream<DaoRef<T>> refs() {
        return reader.refs();
    }

    @Override
    public Page<T> page(Page.Token after, int limit) {
        return reader.page(after, limit);
    }

    @Override
    public long size() {
        return reader.size();
    }
}
