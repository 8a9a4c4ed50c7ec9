package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** What stands beside an event that sets a read rule: the way to the data keys and to the chain's name key. */
public sealed interface KeyRing {
    /**
     * The ring of a read rule of {@code KEYS}.
     *
     * @param newest the data key that payloads are to be sealed with
     * @param wraps the newest data key for each reader, in the order of the rule
     * @param nameKey the chain's name key, wrapped under the newest data key
     * @param older data keys still in use, each wrapped under the next newer
     */
    record Sealed(DataKeyId newest, List<Wrap> wraps, Slice nameKey, List<Older> older) implements KeyRing {
        public Sealed {
            wraps = List.copyOf(wraps);
            older = List.copyOf(older);
        }

        /** Tells whether that data key is the newest of this ring, or an older one. */
        public boolean carries(DataKeyId id) {
            return newest.equals(id) || older.stream().anyMatch(each -> each.id.equals(id));
        }
    }

    /** The name key in clear, beside a read rule of object zero that says {@code EVERYONE}. */
    record Clear(Slice nameKey) implements KeyRing {}

    /** A data key wrapped for one reader. */
    sealed interface Wrap {
        /** For the holder of a public key: HPKE encapsulation and ciphertext. */
        record ForPublicKey(Slice bytes) implements Wrap {}

        /** For the holder of a symmetric key: nonce and ciphertext of AES-256-GCM. */
        record ForSymmetricKey(Slice bytes) implements Wrap {}
    }

    /** A data key that is no longer written with, wrapped under the next newer one. */
    record Older(DataKeyId id, Slice wrap) {}

    /** Bytes of a wrap by a symmetric key: 12 of nonce, 32 of key, 16 of tag. */
    int SYMMETRIC_WRAP = 12 + 32 + 16;
    /** Bytes of a wrap by a public key: 1,120 of X-Wing encapsulation, 32 of key, 16 of tag. */
    int PUBLIC_WRAP = 1120 + 32 + 16;
    /** Bytes of the chain's name key. */
    int NAME_KEY = 32;
    /** Reserved: what an object that is moved brings with it, its old data keys wrapped under its new place's. */
    int MOVED = 3;

    /** The one encoding of this ring. */
    default Slice encode() {
        WireWriter out = new WireWriter();
        switch (this) {
            case Sealed(DataKeyId newest, List<Wrap> wraps, Slice nameKey, List<Older> older) -> {
                newest.write(out.u8(1));
                out.u16(wraps.size());
                for (Wrap wrap : wraps) {
                    switch (wrap) {
                        case Wrap.ForPublicKey(Slice bytes) -> out.u8(1).raw(bytes);
                        case Wrap.ForSymmetricKey(Slice bytes) -> out.u8(2).raw(bytes);
                    }
                }
                out.raw(nameKey).u16(older.size());
                for (Older each : older) {
                    each.id.write(out);
                    out.raw(each.wrap);
                }
            }
            case Clear(Slice nameKey) -> out.u8(2).raw(nameKey);
        }
        return out.toSlice();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else and what does not go with {@code rule}. */
    static KeyRing decode(Slice bytes, ReadRule rule) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int code = in.u8();
        if (code == MOVED) {
            throw new MalformedException("refused: the ring of a moved object is of a later version");
        }
        KeyRing ring = switch (rule) {
            case ReadRule.Keys(var readers) when code == 1 -> readSealed(in, readers.size());
            case ReadRule.Everyone() when code == 2 -> new Clear(in.slice(NAME_KEY));
            case ReadRule.Keys _,ReadRule.Everyone _,ReadRule.Inherit _ ->
                    throw new MalformedException("a ring does not go with its read rule");
        };
        in.end();
        return ring;
    }

    private static Sealed readSealed(WireReader in, int readers) throws MalformedException {
        DataKeyId newest = DataKeyId.read(in);
        if (in.u16() != readers) {
            throw new MalformedException("a ring has a wrap for each reader");
        }
        List<Wrap> wraps = new ArrayList<>(readers);
        for (int i = 0; i < readers; i++) {
            wraps.add(switch (in.u8()) {
                case 1 -> new Wrap.ForPublicKey(in.slice(PUBLIC_WRAP));
                case 2 -> new Wrap.ForSymmetricKey(in.slice(SYMMETRIC_WRAP));
                default -> throw new MalformedException("unknown kind of wrap");
            });
        }
        Slice nameKey = in.slice(SYMMETRIC_WRAP);
        int count = in.u16();
        if (count > Bounds.OLDER_KEYS) {
            throw new MalformedException(count + " older data keys exceed " + Bounds.OLDER_KEYS);
        }
        List<Older> older = new ArrayList<>(Math.min(count, in.remaining() / (16 + SYMMETRIC_WRAP) + 1));
        for (int i = 0; i < count; i++) {
            older.add(new Older(DataKeyId.read(in), in.slice(SYMMETRIC_WRAP)));
        }
        return new Sealed(newest, wraps, nameKey, older);
    }
}
