package io.ate.internal.event;

import io.ate.PrimaryKey;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * Where an event puts its object. A birth names a place; an event that names another place than the present one moves.
 */
public sealed interface Place {
    /** The place stays what it is; the object must exist. */
    record Stays() implements Place {}

    /** At the top of the chain. */
    record Top() implements Place {}

    /** Below {@code parent}, in its collection of that name (1 to 255 bytes). */
    record Under(PrimaryKey parent, String collection) implements Place {}

    /** Writes code and, for {@link Under}, parent and collection. */
    default void write(WireWriter out) {
        switch (this) {
            case Stays() -> out.u8(0);
            case Top() -> out.u8(1);
            case Under(PrimaryKey parent, String collection) ->
                    out.u8(2).bits64(parent.high()).bits64(parent.low()).name(collection);
        }
    }

    static Place read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 0 -> new Stays();
            case 1 -> new Top();
            case 2 -> under(new PrimaryKey(in.bits64(), in.bits64()), in.name());
            default -> throw new MalformedException("unknown place");
        };
    }

    private static Place under(PrimaryKey parent, String collection) throws MalformedException {
        if (parent.isZero() || collection.isEmpty()) {
            throw new MalformedException("a place below an object names the object and the collection");
        }
        return new Under(parent, collection);
    }
}
