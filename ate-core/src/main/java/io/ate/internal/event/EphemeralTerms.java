package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** What an ephemeral event is, which is signed with it: a request, or a part of a reply. Immutable. */
public sealed interface EphemeralTerms {
    /**
     * Asks a service. Layout: {@code u8 1 ‖ u64 deadline}.
     *
     * @param deadline until when it may be begun, in milliseconds since 1970 by its caller's clock
     */
    record Request(long deadline) implements EphemeralTerms {}

    /**
     * A reply, or a part of one. Layout: {@code u8 2 ‖ u32 index ‖ u8 part}.
     *
     * @param index counts the parts of one reply, from 0
     */
    record Reply(int index, Part part) implements EphemeralTerms {}

    /** What a reply brings. */
    enum Part {
        /** The one value that was asked for; nothing follows. */
        ANSWER(1),
        /** One of many values; more follows. */
        ITEM(2),
        /** There were no more values; nothing follows. */
        END(3),
        /** The handler failed; nothing follows. */
        FAILURE(4),
        /** The request was not given to the handler, and the payload says why; nothing follows. */
        REFUSAL(5);

        private final int code;

        Part(int code) {
            this.code = code;
        }

        /** Tells whether nothing follows. */
        public boolean isLast() {
            return this != ITEM;
        }

        private static Part of(int code) throws MalformedException {
            return switch (code) {
                case 1 -> ANSWER;
                case 2 -> ITEM;
                case 3 -> END;
                case 4 -> FAILURE;
                case 5 -> REFUSAL;
                default -> throw new MalformedException("unknown part of a reply " + code);
            };
        }
    }

    /** Appends the one encoding of these terms. */
    default void write(WireWriter out) {
        switch (this) {
            case Request(long deadline) -> out.u8(1).u64(deadline);
            case Reply(int index, Part part) -> out.u8(2).u32(index).u8(part.code);
        }
    }

    /** Reads what {@link #write} writes. */
    static EphemeralTerms read(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 1 -> new Request(in.u64());
            case 2 -> new Reply(in.u32(Integer.MAX_VALUE), Part.of(in.u8()));
            default -> throw new MalformedException("an ephemeral event is a request or a reply");
        };
    }
}
