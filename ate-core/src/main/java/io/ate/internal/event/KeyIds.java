package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lists of key ids: their order is the writer's and means something, so each id stands once. Stateless. */
final class KeyIds {
    private KeyIds() {}

    static void write(WireWriter out, KeyId id) {
        out.bits64(id.high()).bits64(id.low());
    }

    static KeyId read(WireReader in) throws MalformedException {
        return new KeyId(in.bits64(), in.bits64());
    }

    static void writeList(WireWriter out, List<KeyId> ids) {
        out.u16(ids.size());
        ids.forEach(id -> write(out, id));
    }

    /** A list of 1 to {@code bound} ids, none of them twice. */
    static List<KeyId> readList(WireReader in, int bound) throws MalformedException {
        int count = in.u16();
        if (count < 1 || count > bound) {
            throw new MalformedException("a list of keys has 1 to " + bound + " of them, not " + count);
        }
        List<KeyId> ids = new ArrayList<>(Math.min(count, in.remaining() / 16 + 1));
        Set<KeyId> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            KeyId id = read(in);
            if (!seen.add(id)) {
                throw new MalformedException("a key stands twice in a list");
            }
            ids.add(id);
        }
        return List.copyOf(ids);
    }
}
