package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;

/** Who may decrypt an object and, by inheritance, what hangs below it. */
public sealed interface ReadRule {
    /** Whoever may read the parent. */
    record Inherit() implements ReadRule {}

    /** The holders of these keys, for each of whom the ring beside the event wraps the data key, in this order. */
    record Keys(List<KeyId> readers) implements ReadRule {
        public Keys {
            readers = List.copyOf(readers);
        }
    }

    /** Everyone, the server included: payloads are in clear. */
    record Everyone() implements ReadRule {}

    default void write(WireWriter out) {
        switch (this) {
            case Inherit() -> out.u8(0);
            case Keys(List<KeyId> readers) -> KeyIds.writeList(out.u8(1), readers);
            case Everyone() -> out.u8(2);
        }
    }

    static ReadRule read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 0 -> new Inherit();
            case 1 -> new Keys(KeyIds.readList(in, Bounds.READERS));
            case 2 -> new Everyone();
            default -> throw new MalformedException("unknown read rule");
        };
    }
}
