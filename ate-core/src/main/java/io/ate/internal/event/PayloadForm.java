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
 */
public record PayloadForm(Format format, int transform, @Nullable DataKeyId dataKey, boolean again) {

    private static final int AGAIN = 0x80;

    /** That of a value of its own. */
    public PayloadForm(Format format, int transform, @Nullable DataKeyId dataKey) {
        this(format, transform, dataKey, false);
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
        out.u8(again ? format.code | AGAIN : format.code).u8(transform).flag(dataKey != null);
        if (dataKey != null) {
            dataKey.write(out);
        }
    }

    public static PayloadForm read(WireReader in) throws MalformedException {
        int code = in.u8();
        Format format = Format.of(code & ~AGAIN);
        return new PayloadForm(format, in.u8(), in.flag() ? DataKeyId.read(in) : null, (code & AGAIN) != 0);
    }
}
