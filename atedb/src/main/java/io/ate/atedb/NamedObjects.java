package io.ate.atedb;

import io.ate.AteException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.Ruled;
import io.ate.Type;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds the objects that users name. */
final class NamedObjects {
    private NamedObjects() {}

    /** A reference to what is named, whether or not it exists. */
    static DaoRef<JsonNode> ref(Dio dio, ObjectAddress address) {
        return switch (address) {
            case ObjectAddress.ById(PrimaryKey key) -> DaoRef.of(Type.tree(), key);
            case ObjectAddress.ByName(String type, String name) -> dio.ref(Type.tree(type), name);
        };
    }

    /** What is named, if it exists. */
    static Optional<Dao<JsonNode>> find(Dio dio, ObjectAddress address) {
        return dio.find(ref(dio, address));
    }

    /**
     * What is named.
     *
     * @throws NoSuchObjectException if it does not exist
     */
    static Dao<JsonNode> load(Dio dio, ObjectAddress address) {
        DaoRef<JsonNode> ref = ref(dio, address);
        return dio.find(ref)
                .orElseThrow(() -> new NoSuchObjectException(
                        "there is no object " + address + ": \"atedb ls\" shows the ids of those that there are"
                                + (address instanceof ObjectAddress.ByName
                                        ? ", but not names, which nobody can read back"
                                        : ""),
                        ref.key()));
    }

    /** What carries the rules that are meant: that object, or the chain. */
    static Ruled ruled(Dio dio, Optional<ObjectAddress> object) {
        return object.isPresent() ? load(dio, object.get()) : dio.chainRules();
    }

    /**
     * Changes or deletes an object that somebody named.
     *
     * @throws AteException if the library does not let anybody do that, as to an event of a stream
     */
    static void change(Runnable change) {
        try {
            change.run();
        } catch (IllegalStateException e) {
            throw new AteException(String.valueOf(e.getMessage()), e);
        }
    }
}
