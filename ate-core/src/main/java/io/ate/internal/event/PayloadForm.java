package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * How a payload is to be read. Immutable. Any transformation may stand here: whether there is one of that id is for
 * readers to know, and a value that they cannot restore is no reason to refuse the chain.
 *
 * @param transform it went through before it was sealed; 0: none
 * @param dataKey that it is sealed with, or null where it is in clear
 * @param again whether its writer says that it is the value which the object had, for other readers; nobody has to
 * believe it
 * @param vouched where the object is, for which the writer answers, having found that it is there rightly; null if he
 * says nothing of it. It is part of what the seal covers, so the server cannot say it for him
 */
public record PayloadForm(Format format, int transform, @Nullable DataKeyId dataKey, boolean again,
        @Nullable PlaceMark vouched) {

    private static final int AGAIN = 0x80;
    private static final int VOUCHED = 0x40;

    /** That of a value of its own. */
    public PayloadForm(Format format, int transform, @Nullable DataKeyId dataKey) {
        this(format, transform, dataKey, false, null);
    }

    /** How a value was turned into bytes. */
    public enum Format {
        /** Jackson Smile. */
        SMILE(1),
        /** JSON in UTF-8. */
        JSON(2),
        /** A fixed layout of ATE's own, as of {@link PublishedKey}. */
        FIXED(3);

        private final int code;

        Format(int code) {
            this.code = code;
        }

        private static Format of(int code) throws MalformedException {
            return switch (code) {
                case 1 -> SMILE;
                case 2 -> JSON;
                case 3 -> FIXED;
                default -> throw new MalformedException("unknown payload format " + code);
            };
        }
    }

    public boolean isSealed() {
        return dataKey != null;
    }

    public void write(WireWriter out) {
        out.u8(format.code | (again ? AGAIN : 0) | (vouched != null ? VOUCHED : 0)).u8(transform).flag(dataKey != null);
        if (dataKey != null) {
            dataKey.write(out);
        }
        if (vouched != null) {
            vouched.write(out);
        }
    }

    public static PayloadForm read(WireReader in) throws MalformedException {
        int code = in.u8();
        Format format = Format.of(code & ~(AGAIN | VOUCHED));
        int transform = in.u8();
        DataKeyId dataKey = in.flag() ? DataKeyId.read(in) : null;
        PlaceMark vouched = (code & VOUCHED) != 0 ? PlaceMark.read(in) : null;
        return new PayloadForm(format, transform, dataKey, (code & AGAIN) != 0, vouched);
    }
}
