package io.ate.internal.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.wire.Slice;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a stranger sends is read as exactly that, or refused. */
class ProtocolFuzzTest {
    private static final HeldKeys IDENTITY = Ends.keys(1);

    @FuzzTest
    void anyBytesAreAMessageToAServerOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, Strictness::asToServer, "a message to a server");
    }

    @FuzzTest
    void anyBytesAreAMessageToAClientOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, Strictness::asToClient, "a message to a client");
    }

    @FuzzTest
    void anyBytesAreAClientsHelloOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, each -> ClientHello.decode(each).encode(), "a client's hello");
    }

    @FuzzTest
    void anyBytesAreAServersHelloOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, each -> {
            ServerHello.Signed read = ServerHello.decode(each);
            return ServerHello.encode(read.hello().statement(), read.signature());
        }, "a server's hello");
    }

    @FuzzTest
    void anyBytesAreARefusalOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, each -> Refusal.decode(each).encode(), "a refusal");
    }

    @FuzzTest
    void aServerAnswersAnyBytes(byte[] bytes) {
        HandshakeOutcome outcome = Ends.serverHandshake(IDENTITY, 2).onHello(Slice.of(bytes));
        assertThat(outcome).isNotNull();
    }

    @FuzzTest
    void noBytesMakeAClientTrustAServer(byte[] bytes) {
        try (ClientHandshake client = Ends.clientHandshake(3)) {
            assertThat(client.onAnswer(Slice.of(bytes))).isNotInstanceOf(Established.class);
        }
    }
}
