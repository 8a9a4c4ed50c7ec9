package io.ate.internal.testing;

import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Key rings of the right shape, whose wraps open for nobody: who judges commits sees ids, never keys. Stateless.
 */
public final class Rings {
    /** The data key that payloads are sealed with unless a test says otherwise. */
    public static final DataKeyId FIRST = new DataKeyId(0x1111111111111111L, 1);
    /** Another one. */
    public static final DataKeyId SECOND = new DataKeyId(0x2222222222222222L, 2);

    private Rings() {}

    /** The ring that has to stand beside these rules of an object, empty where none may. */
    public static Slice beside(ObjectRules rules, boolean ofObjectZero, DataKeyId newest) {
        return switch (rules.read()) {
            case ReadRule.Inherit() -> Slice.empty();
            case ReadRule.Everyone() ->
                    ofObjectZero ? new KeyRing.Clear(filler("name key", KeyRing.NAME_KEY)).encode() : Slice.empty();
            case ReadRule.Keys(var readers) -> sealed(readers.size(), newest).encode();
        };
    }

    /** A ring for so many readers. */
    public static KeyRing.Sealed sealed(int readers, DataKeyId newest) {
        List<KeyRing.Wrap> wraps = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            wraps.add(new KeyRing.Wrap.ForPublicKey(filler("wrap " + i, KeyRing.PUBLIC_WRAP)));
        }
        return new KeyRing.Sealed(newest, wraps, filler("name key", KeyRing.SYMMETRIC_WRAP), List.of());
    }

    /** So many bytes that look random and follow from {@code what}. */
    public static Slice filler(String what, int length) {
        byte[] bytes = new byte[length];
        for (int from = 0; from < length; from += Hash.BYTES) {
            byte[] block = Sha256.unlabelled().variable(what.getBytes(StandardCharsets.UTF_8)).u32(from).digestBytes();
            System.arraycopy(block, 0, bytes, from, Math.min(block.length, length - from));
        }
        return Slice.of(bytes);
    }
}
