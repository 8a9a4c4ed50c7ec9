package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SignedHeadTest {
    private static final Entropy ENTROPY = new SplittableRandom(1)::nextBytes;
    private static final HeldKeys SERVER = HeldKeys.generate(ENTROPY);
    private static final HeldKeys OTHER = HeldKeys.generate(ENTROPY);
    private static final ChainId CHAIN = ChainId.of(ENTROPY.bytes(32));
    private static final RootAt ROOT = new RootAt(42, Hash.of(ENTROPY.bytes(32)));
    private static final SignedHead HEAD = SignedHead.sign(CHAIN, 1, ROOT, 1_000, SERVER);

    private static VerifyingKeys verifying(HeldKeys keys) {
        return VerifyingKeys.of(PublicBundle.of(keys.publicKeys().encoded()));
    }

    private static byte[] encode(SignedHead head) {
        WireWriter out = new WireWriter();
        head.write(out);
        return out.toArray();
    }

    @Test
    void aHeadIsByTheServerThatSignedItAndNoOther() {
        assertThat(HEAD.isBy(verifying(SERVER))).isTrue();
        assertThat(HEAD.isBy(verifying(OTHER))).isFalse();
    }

    @Test
    void nothingThatAHeadSaysCanBeChanged() throws MalformedException {
        byte[] bytes = encode(HEAD);
        VerifyingKeys server = verifying(SERVER);
        // Chain, epoch, size, root and time; then the signature, of which a sample is enough.
        for (int i = 0; i < bytes.length; i += i < 88 ? 1 : 97) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            if (i == 88 || i == 89) {
                continue; // the signature's length: malformed, not false
            }
            assertThat(SignedHead.read(new WireReader(Slice.of(changed))).isBy(server)).as("byte %d", i).isFalse();
        }
    }

    @Test
    void aHeadIsReadAsItWasWritten() throws MalformedException {
        byte[] bytes = encode(HEAD);
        WireReader in = new WireReader(Slice.of(bytes));
        assertThat(SignedHead.read(in)).isEqualTo(HEAD);
        in.end();
        for (int length = 0; length < bytes.length; length += 7) {
            Slice shorter = Slice.of(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SignedHead.read(new WireReader(shorter))).isInstanceOf(MalformedException.class);
        }
    }
}
