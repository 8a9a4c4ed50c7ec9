package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Position;
import io.ate.Type;
import io.ate.internal.dao.Families;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Opens readers of a chain's log, for the handle that has that use of its session's keys. Stateless. */
public final class Buses {
    private Buses() {}

    /** The bus of everything. */
    public static Changes ofEverything(OpenChain chain, SessionLease session, Position from) {
        return new Everything(Cursor.open(chain, session, new EveryChange(chain, session), demanded(from)));
    }

    /** The bus of the objects of one type at the top of the chain. */
    public static <T> Bus<T> ofType(OpenChain chain, SessionLease session, Type<T> type, Position from) {
        Families.demandWhole(type);
        chain.demandOneClass(type);
        return Cursor.open(chain, session, CollectionChanges.atTheTop(chain, session, type), demanded(from));
    }

    /** The bus of a collection of an object, whose children are of that type. */
    public static <T> Bus<T> ofCollection(OpenChain chain, SessionLease session, DaoRef<?> owner, Field field,
            Type<T> type, Position from) {
        chain.demandOneClass(type);
        chain.demandOneField(owner, field);
        return Cursor.open(chain, session, CollectionChanges.of(chain, session, type, owner, field.name()),
                demanded(from));
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
