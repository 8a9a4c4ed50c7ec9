package io.ate.internal.protocol;

import io.ate.Reason;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * What a server answers instead of its hello, in clear and unsigned: {@code "ATE-" ‖ u8 3 ‖ versions ‖ u8 length ‖
 * software ‖ u16 reason ‖ u16 length ‖ text}. It is only good for telling people, and the same in all versions.
 * Immutable.
 */
record Refusal(Versions versions, String software, int code, String text) {
    Refusal {
        text = Text.cut(text);
    }

    static Refusal of(String software, Reason reason, String text) {
        return new Refusal(Versions.OURS, software, reason.code(), text);
    }

    Slice encode() {
        WireWriter out = HelloKind.REFUSAL.begin();
        versions.write(out);
        return out.name(software).u16(code).text16(text).toSlice();
    }

    static Refusal decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        HelloKind.REFUSAL.expect(in);
        Refusal refusal = new Refusal(Versions.read(in), in.name(), in.u16(), in.text16(Message.TEXT));
        in.end();
        return refusal;
    }
}
