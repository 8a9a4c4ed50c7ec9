package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.NoSuchObjectException;
import io.ate.Page;
import io.ate.Rules;
import io.ate.internal.view.ObjectEntry;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A map of one object's children in the hands of a unit of work. Confined to that unit's thread. */
final class ChildMap<K, V> implements DaoMap<K, V> {
    private final NamedChildren<V> children;
    private final MapKeys<K> keys;
    private final KeyedValues values;

    ChildMap(UnitOfWork unit, DaoRef<?> parent, Field.Map<K, V> field) {
        this.children = new NamedChildren<>(unit, parent, field.name(), field.type());
        this.values = unit.chain().keyedValues();
        this.keys = values.keysOf(field);
    }

    @Override
    public Dao<V> put(K key, V value) {
        return children.put(named(key), encoded(key, value), null);
    }

    @Override
    public Dao<V> put(K key, V value, Rules rules) {
        return children.put(named(key), encoded(key, value), Objects.requireNonNull(rules, "rules"));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        return children.putIfAbsent(named(key), encoded(key, value), null);
    }

    @Override
    public boolean putIfAbsent(K key, V value, Rules rules) {
        return children.putIfAbsent(named(key), encoded(key, value), Objects.requireNonNull(rules, "rules"));
    }

    @Override
    public DaoRef<V> ref(K key) {
        return named(key).ref();
    }

    @Override
    public Optional<Dao<V>> find(K key) {
        return children.find(named(key)).map(found -> found);
    }

    @Override
    public Dao<V> load(K key) {
        Named<V> named = named(key);
        return children.find(named)
                .orElseThrow(() -> new NoSuchObjectException(
                        "there is no \"" + key + "\" in the map " + children.described(),
                        named.ref().key()));
    }

    @Override
    public boolean containsKey(K key) {
        return children.exists(named(key));
    }

    @Override
    public boolean remove(K key) {
        return children.remove(named(key));
    }

    @Override
    public Stream<DaoMap.Entry<K, V>> entries() {
        return children.entries().map(Found::new);
    }

    @Override
    public long size() {
        return children.entries().count();
    }

    @Override
    public Page<V> page(Page.Token after, int limit) {
        return children.page(after, limit);
    }

    private Named<V> named(K key) {
        return children.named(keys.name(key));
    }

    private Plaintext encoded(K key, V value) {
        return values.encode(children.type(), keys.write(key), value);
    }

    private final class Found implements DaoMap.Entry<K, V> {
        private final ObjectEntry entry;
        private @Nullable K key;

        private Found(ObjectEntry entry) {
            this.entry = entry;
        }

        @Override
        public K key() {
            K known = key;
            if (known == null) {
                known = read();
                key = known;
            }
            return known;
        }

        /** The id is what the entry is found by; what else it says of its key is its writer's word. */
        private K read() {
            UnitOfWork unit = children.unit();
            unit.demandOpen();
            JsonNode said = values.key(unit.sight().read(entry).demandValue());
            if (said == null) {
                throw new CorruptionException("object " + entry.key() + " in a map does not say what its key is");
            }
            K found = keys.read(said);
            if (!named(found).ref().key().equals(entry.key())) {
                throw new CorruptionException("object " + entry.key()
                        + " in a map says that it goes by another key than it does: it was forged");
            }
            return found;
        }

        @Override
        public Dao<V> dao() {
            return children.unit().loaded(children.type(), entry);
        }

        @Override
        public DaoRef<V> ref() {
            return DaoRef.of(children.type(), entry.key());
        }
    }
}
