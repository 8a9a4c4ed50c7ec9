package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;

/** Who may change the rules of an object, move it and erase it. Never everyone. */
public sealed interface ControlRule {
    /** Whoever controls the parent. */
    record Inherit() implements ControlRule {}

    /** The holder of any of these keys. */
    record AnyOf(List<KeyId> keys) implements ControlRule {
        public AnyOf {
            keys = List.copyOf(keys);
        }
    }

    default void write(WireWriter out) {
        switch (this) {
            case Inherit() -> out.u8(0);
            case AnyOf(List<KeyId> keys) -> KeyIds.writeList(out.u8(1), keys);
        }
    }

    static ControlRule read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 0 -> new Inherit();
            case 1 -> new AnyOf(KeyIds.readList(in, Bounds.RULE_KEYS));
            default -> throw new MalformedException("unknown control rule");
        };
    }
}
