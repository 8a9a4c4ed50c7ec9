package io.ate.internal.protocol;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/** How every hello begins, in all versions: {@code "ATE-" ‖ u8 kind}; the sender's {@link Versions} follow. */
enum HelloKind {
    CLIENT(1), SERVER(2), REFUSAL(3);

    /** The longest hello, in bytes: no more is taken from a stranger. */
    static final int LONGEST = 32 * 1024;

    private static final int SOFTWARE = 255;
    private static final byte[] MAGIC = "ATE-".getBytes(StandardCharsets.US_ASCII);

    private final int code;

    HelloKind(int code) {
        this.code = code;
    }

    WireWriter begin() {
        return new WireWriter(2048).raw(MAGIC).u8(code);
    }

    static HelloKind read(WireReader in) throws MalformedException {
        if (in.remaining() > LONGEST) {
            throw new MalformedException("a hello of " + in.remaining() + " bytes exceeds " + LONGEST);
        }
        for (byte each : MAGIC) {
            if ((byte) in.u8() != each) {
                throw new MalformedException("this is no hello of ATE");
            }
        }
        return switch (in.u8()) {
            case 1 -> CLIENT;
            case 2 -> SERVER;
            case 3 -> REFUSAL;
            default -> throw new MalformedException("unknown kind of hello");
        };
    }

    /** Reads the beginning of a hello that has to be of this kind. */
    void expect(WireReader in) throws MalformedException {
        if (read(in) != this) {
            throw new MalformedException("this is the hello of the wrong side");
        }
    }

    /** The name of a program as it fits into a hello. */
    static String checkedSoftware(String software) {
        if (software.getBytes(StandardCharsets.UTF_8).length > SOFTWARE) {
            throw new IllegalArgumentException("the name of a program has at most " + SOFTWARE + " bytes");
        }
        return software;
    }
}
