package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Position;
import io.ate.Type;
import io.ate.internal.dao.Families;
import io.ate.internal.dao.PastValues;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Opens readers of a chain's log, for the handle that reads values so. Stateless. */
public final class Buses {
    private Buses() {}

    /** The bus of everything. */
    public static Changes ofEverything(PastValues values, Position from) {
        return new Everything(Cursor.open(new EveryChange(values), values, demanded(from)));
    }

    /** The bus of the objects of one type at the top of the chain. */
    public static <T> Bus<T> ofType(PastValues values, Type<T> type, Position from) {
        Families.demandWhole(type);
        values.demandOneClass(type);
        return Cursor.open(CollectionChanges.atTheTop(values, type), values, demanded(from));
    }

    /** The bus of a collection of an object, whose children are of that type. */
    public static <T> Bus<T> ofCollection(PastValues values, DaoRef<?> owner, Field field,
            Type<T> type, Position from) {
        values.demandOneClass(type);
        values.chain().demandOneField(owner, field);
        return Cursor.open(CollectionChanges.of(values, type, owner, field.name()), values, demanded(from));
    }

    private static Position demanded(Position from) {
        return Objects.requireNonNull(from, "position");
    }

    private record Everything(Cursor<JsonNode> cursor) implements Changes {
        @Override
        public Change<JsonNode> take() throws InterruptedException {
            return cursor.take();
        }

        @Override
        public Optional<Change<JsonNode>> poll(Duration timeout) throws InterruptedException {
            return cursor.poll(timeout);
        }

        @Override
        public Position position() {
            return cursor.position();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
