package io.ate.internal.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.wire.Slice;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a stranger sends is read as exactly that, or refused. */
class ProtocolFuzzTest {
    private static final HeldKeys IDENTITY = Ends.keys(1);

    static Stream<byte[]> messagesToAServer() {
        return new Messages(1).toServer().stream().map(each -> MessageCodec.encode(each).toArray());
    }

    static Stream<byte[]> messagesToAClient() {
        return new Messages(1).toClient().stream().map(each -> MessageCodec.encode(each).toArray());
    }

    static Stream<byte[]> hellos() {
        try (ClientHandshake client = Ends.clientHandshake(4)) {
            ServerHandshake server = Ends.serverHandshake(IDENTITY, 5);
            Established answer = (Established) server.onHello(client.hello());
            return Stream.of(client.hello(), answer.reply(), server.refusal(Reason.LIMIT, "too many"))
                    .map(Slice::toArray);
        }
    }

    @MethodSource("messagesToAServer")
    @FuzzTest
    void anyBytesAreAMessageToAServerOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, Strictness::asToServer, "a message to a server");
    }

    @MethodSource("messagesToAClient")
    @FuzzTest
    void anyBytesAreAMessageToAClientOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, Strictness::asToClient, "a message to a client");
    }

    @MethodSource("hellos")
    @FuzzTest
    void anyBytesAreAClientsHelloOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, each -> ClientHello.decode(each).encode(), "a client's hello");
    }

    @MethodSource("hellos")
    @FuzzTest
    void anyBytesAreAServersHelloOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, each -> {
            ServerHello.Signed read = ServerHello.decode(each);
            return ServerHello.encode(read.hello().statement(), read.signature());
        }, "a server's hello");
    }

    @MethodSource("hellos")
    @FuzzTest
    void anyBytesAreARefusalOrMalformed(byte[] bytes) {
        Strictness.isReadAsExactlyThatOrRefused(bytes, each -> Refusal.decode(each).encode(), "a refusal");
    }

    @MethodSource("hellos")
    @FuzzTest
    void aServerAnswersAnyBytes(byte[] bytes) {
        HandshakeOutcome outcome = Ends.serverHandshake(IDENTITY, 2).onHello(Slice.of(bytes));
        assertThat(outcome).isNotNull();
    }

    @MethodSource("hellos")
    @FuzzTest
    void noBytesMakeAClientTrustAServer(byte[] bytes) {
        try (ClientHandshake client = Ends.clientHandshake(3)) {
            assertThat(client.onAnswer(Slice.of(bytes))).isNotInstanceOf(Established.class);
        }
    }
}
