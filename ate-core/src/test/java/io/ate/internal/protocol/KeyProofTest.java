package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Hazard 25: a proof of key possession made for one server, connection or chain is worthless on another. */
class KeyProofTest {
    private static final HeldKeys SERVER = Ends.keys(1);
    private static final HeldKeys ALICE = Ends.keys(2);
    private static final HeldKeys BOB = Ends.keys(3);
    private static final ChainId CHAIN = ChainId.of(Ends.entropy(4).bytes(32));
    private static final Hash HERE = Ends.connect(SERVER, 5).server().transcript();

    private static VerifyingKeys verifying(HeldKeys keys) {
        return VerifyingKeys.of(PublicBundle.of(keys.publicKeys().encoded()));
    }

    private static boolean holds(KeyProof proof, HeldKeys claimed, Hash transcript, ChainId chain, Slice signature) {
        return proof.verify(verifying(claimed), claimed.id(), transcript, chain, signature);
    }

    @Test
    void aProofHoldsForItsConnectionChainAndKey() {
        for (KeyProof each : new KeyProof[] {KeyProof.PROVE, KeyProof.DROP}) {
            assertThat(holds(each, ALICE, HERE, CHAIN, each.sign(ALICE, HERE, CHAIN))).isTrue();
        }
    }

    @Test
    void aProofForOneConnectionIsWorthlessOnAnotherToTheSameServer() {
        Hash elsewhere = Ends.connect(SERVER, 6).server().transcript();
        assertThat(holds(KeyProof.PROVE, ALICE, elsewhere, CHAIN, KeyProof.PROVE.sign(ALICE, HERE, CHAIN))).isFalse();
    }

    @Test
    void aProofForOneServerIsWorthlessAtAnother() {
        Hash elsewhere = Ends.connect(BOB, 5).server().transcript();
        assertThat(holds(KeyProof.PROVE, ALICE, elsewhere, CHAIN, KeyProof.PROVE.sign(ALICE, HERE, CHAIN))).isFalse();
    }

    @Test
    void aProofForOneChainIsWorthlessForAnotherAndForTheServer() {
        ChainId other = ChainId.of(Ends.entropy(7).bytes(32));
        Slice signature = KeyProof.PROVE.sign(ALICE, HERE, CHAIN);
        assertThat(holds(KeyProof.PROVE, ALICE, HERE, other, signature)).isFalse();
        assertThat(holds(KeyProof.PROVE, ALICE, HERE, KeyProof.SERVER, signature)).isFalse();
    }

    @Test
    void aProofOfOneKeyIsNoneOfAnother() {
        Slice signature = KeyProof.PROVE.sign(ALICE, HERE, CHAIN);
        assertThat(holds(KeyProof.PROVE, BOB, HERE, CHAIN, signature)).isFalse();
        assertThat(KeyProof.PROVE.verify(verifying(ALICE), BOB.id(), HERE, CHAIN, signature)).isFalse();
    }

    @Test
    void whoeverProvesAKeyHasNotAskedToDropTheChain() {
        assertThat(holds(KeyProof.DROP, ALICE, HERE, CHAIN, KeyProof.PROVE.sign(ALICE, HERE, CHAIN))).isFalse();
        assertThat(holds(KeyProof.PROVE, ALICE, HERE, CHAIN, KeyProof.DROP.sign(ALICE, HERE, CHAIN))).isFalse();
    }

    @Test
    void noChangedSignatureHolds() {
        Slice signature = KeyProof.PROVE.sign(ALICE, HERE, CHAIN);
        for (int i = 0; i < signature.length(); i += 61) {
            assertThat(holds(KeyProof.PROVE, ALICE, HERE, CHAIN, Ends.changed(signature, i, 1))).as("byte %d", i)
                    .isFalse();
        }
        assertThat(holds(KeyProof.PROVE, ALICE, HERE, CHAIN, signature.part(0, signature.length() - 1))).isFalse();
        assertThat(holds(KeyProof.PROVE, ALICE, HERE, CHAIN, Slice.empty())).isFalse();
    }
}
