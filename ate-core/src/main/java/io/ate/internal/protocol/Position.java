package io.ate.internal.protocol;

import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** From where on a client wants a chain's history. Layout: {@code u8 kind ‖ what that kind says}. Immutable. */
public sealed interface Position {
    /**
     * After a sequence: {@code u8 1 ‖ u64 sequence ‖ u64 size ‖ root (32)}.
     *
     * @param sequence the last one that the client has applied; 0 for all of the history
     * @param head the last tree head that the client has verified, from which the server has to prove consistency;
     * {@link RootAt#EMPTY} if none
     */
    record At(long sequence, RootAt head) implements Position {
        /** All of the history, for who knows nothing of it. */
        public static final At START = new At(0, RootAt.EMPTY);
    }

    /**
     * No history at all, for who asks for single objects: {@code u8 2 ‖ u64 size ‖ root (32)}.
     *
     * @param head the last tree head that the client has verified, as above
     */
    record Head(RootAt head) implements Position {}

    /** The last tree head that the client has verified. */
    RootAt head();

    default void write(WireWriter out) {
        switch (this) {
            case At(long sequence, RootAt head) -> out.u8(1).u64(sequence).u64(head.size()).hash(head.root());
            case Head(RootAt head) -> out.u8(2).u64(head.size()).hash(head.root());
        }
    }

    static Position read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 1 -> new At(in.u64(), new RootAt(in.u64(), in.hash()));
            case 2 -> new Head(new RootAt(in.u64(), in.hash()));
            default -> throw new MalformedException("unknown position");
        };
    }
}
