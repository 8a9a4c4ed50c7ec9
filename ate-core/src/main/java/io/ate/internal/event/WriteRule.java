package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;

/** Who may write new versions of an object, delete it, and put children below it. */
public sealed interface WriteRule {
    /** Whoever may write the parent. */
    record Inherit() implements WriteRule {}

    /** The holder of any of these keys. */
    record AnyOf(List<KeyId> keys) implements WriteRule {
        public AnyOf {
            keys = List.copyOf(keys);
        }
    }

    /** The holder of any key at all. */
    record Everyone() implements WriteRule {}

    /** Nobody: the object is as it is until who controls it changes the rule. */
    record Nobody() implements WriteRule {}

    default void write(WireWriter out) {
        switch (this) {
            case Inherit() -> out.u8(0);
            case AnyOf(List<KeyId> keys) -> KeyIds.writeList(out.u8(1), keys);
            case Everyone() -> out.u8(2);
            case Nobody() -> out.u8(3);
        }
    }

    static WriteRule read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 0 -> new Inherit();
            case 1 -> new AnyOf(KeyIds.readList(in, Bounds.RULE_KEYS));
            case 2 -> new Everyone();
            case 3 -> new Nobody();
            default -> throw new MalformedException("unknown write rule");
        };
    }
}
