package io.ate.internal.dao;

import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.Rules;
import java.util.stream.Stream;

/** A collection of one object in the hands of a unit of work. Confined to that unit's thread. */
final class ChildVec<T> implements DaoVec<T> {
    private final UnitOfWork unit;
    private final DaoRef<?> parent;
    private final Field.Vec<T> field;

    ChildVec(UnitOfWork unit, DaoRef<?> parent, Field.Vec<T> field) {
        this.unit = unit;
        this.parent = parent;
        this.field = field;
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
        return unit.children(parent, field);
    }

    @Override
    public Stream<DaoRef<T>> refs() {
        return unit.entries(parent, field).stream().map(entry -> DaoRef.of(field.type(), entry.key()));
    }

    @Override
    public long size() {
        return unit.entries(parent, field).size();
    }
}
