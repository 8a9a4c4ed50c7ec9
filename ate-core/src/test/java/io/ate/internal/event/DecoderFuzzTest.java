package io.ate.internal.event;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever bytes a stranger sends: each decoder reads exactly them, or refuses them as malformed. */
class DecoderFuzzTest {

    @FuzzTest
    void facts(byte[] bytes) {
        Decoder.FACTS.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void events(byte[] bytes) {
        Decoder.EVENT.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void statements(byte[] bytes) {
        Decoder.STATEMENT.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void commits(byte[] bytes) {
        Decoder.COMMIT.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void commitRecords(byte[] bytes) {
        Decoder.RECORD.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void genesisRecords(byte[] bytes) {
        Decoder.GENESIS.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void signedGenesis(byte[] bytes) {
        Decoder.SIGNED_GENESIS.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void sealedRings(byte[] bytes) {
        Decoder.SEALED_RING.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void clearRings(byte[] bytes) {
        Decoder.CLEAR_RING.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void publishedKeys(byte[] bytes) {
        Decoder.PUBLISHED_KEY.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void requestsAndReplies(byte[] bytes) {
        Decoder.EPHEMERAL.assertReadAsItselfOrRefused(bytes);
    }

    @FuzzTest
    void signedHeads(byte[] bytes) {
        Decoder.HEAD.assertReadAsItselfOrRefused(bytes);
    }
}
