package io.ate.internal.protocol;

import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Hpke;
import io.ate.internal.crypto.HpkeContext;
import io.ate.internal.crypto.XWingPrivateKey;
import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.protocol.HandshakeOutcome.Established;
import io.ate.internal.protocol.HandshakeOutcome.Failed;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HandshakeTest {
    private static final HeldKeys IDENTITY = Ends.keys(1);
    private static final HeldKeys OTHER = Ends.keys(2);

    @Test
    void bothEndsKnowEachOtherAndTheSameTranscript() {
        Ends ends = Ends.connect(IDENTITY, 3);
        assertThat(ends.client().transcript()).isEqualTo(ends.server().transcript());
        assertThat(ends.client().peer())
                .isEqualTo(new Peer(1, "a server", PeerLimits.WIDEST, IDENTITY.publicKeys()));
        assertThat(ends.server().peer()).isEqualTo(new Peer(1, "a client", PeerLimits.WIDEST, null));
    }

    @Test
    void noTwoConnectionsHaveOneTranscript() {
        assertThat(Ends.connect(IDENTITY, 3).client().transcript())
                .isNotEqualTo(Ends.connect(IDENTITY, 4).client().transcript());
    }

    @Test
    void aServerThatShowsAnothersIdentityIsAnImpostor() throws MalformedException {
        try (ClientHandshake client = Ends.clientHandshake(5)) {
            Slice answer = answer(client.hello(), IDENTITY.publicKeys(), OTHER, Versions.OURS, 1);
            Failed failed = (Failed) client.onAnswer(answer);
            assertThat(failed.failure()).isEqualTo(HandshakeFailure.IMPOSTOR);
            assertThat(failed.text()).contains(IDENTITY.publicKeys().fingerprint());
        }
    }

    @Test
    void aServerWithAnotherIdentityIsRefusedByWhatTheClientPinned() {
        PublicKeys pinned = IDENTITY.publicKeys();
        IdentityCheck pin = shown -> shown.equals(pinned) ? new IdentityCheck.Decision.Accepted()
                : new IdentityCheck.Decision.Refused("the identity of the server has changed");
        try (ClientHandshake wrong = new ClientHandshake("c", PeerLimits.WIDEST, pin, Ends.entropy(6));
                ClientHandshake right = new ClientHandshake("c", PeerLimits.WIDEST, pin, Ends.entropy(7))) {
            Failed failed = (Failed) wrong.onAnswer(answer(Ends.serverHandshake(OTHER, 8), wrong.hello()));
            assertThat(failed.failure()).isEqualTo(HandshakeFailure.IDENTITY);
            assertThat(failed.text()).isEqualTo("the identity of the server has changed");
            assertThat(right.onAnswer(answer(Ends.serverHandshake(IDENTITY, 8), right.hello())))
                    .isInstanceOf(Established.class);
        }
    }

    @Test
    void anIdentityIsAskedAboutOnlyOnceItIsShownToBeHeld() throws MalformedException {
        IdentityCheck never = _ -> {
            throw new AssertionError("asked about an identity that was not shown to be held");
        };
        try (ClientHandshake client = new ClientHandshake("c", PeerLimits.WIDEST, never, Ends.entropy(9))) {
            Slice answer = answer(client.hello(), IDENTITY.publicKeys(), OTHER, Versions.OURS, 1);
            assertThat(client.onAnswer(answer)).isInstanceOf(Failed.class);
        }
    }

    @Test
    void theAnswerToAnotherConnectionIsWorthless() {
        try (ClientHandshake first = Ends.clientHandshake(10); ClientHandshake second = Ends.clientHandshake(11)) {
            Slice recorded = answer(Ends.serverHandshake(IDENTITY, 12), first.hello());
            Failed failed = (Failed) second.onAnswer(recorded);
            assertThat(failed.failure()).isEqualTo(HandshakeFailure.IMPOSTOR);
        }
    }

    @Test
    void noByteOfAServersHelloCanBeChanged() {
        try (ClientHandshake honest = Ends.clientHandshake(13)) {
            Slice answer = answer(Ends.serverHandshake(IDENTITY, 14), honest.hello());
            for (int i = 0; i < answer.length(); i += i < 150 ? 1 : 37) {
                try (ClientHandshake client = Ends.clientHandshake(13)) {
                    assertThat(client.hello()).isEqualTo(honest.hello());
                    assertThat(client.onAnswer(Ends.changed(answer, i, 1 + i % 255))).as("byte %d", i)
                            .isInstanceOf(Failed.class);
                }
            }
        }
    }

    @Test
    void noByteOfAClientsHelloCanBeChangedUnnoticed() {
        for (int i = 0; i < 1300; i += i < 80 ? 1 : 41) {
            try (ClientHandshake client = Ends.clientHandshake(15)) {
                Slice changed = Ends.changed(client.hello(), Math.min(i, client.hello().length() - 1), 0x40);
                HandshakeOutcome atServer = Ends.serverHandshake(IDENTITY, 16).onHello(changed);
                if (atServer instanceof Established established) {
                    Failed failed = (Failed) client.onAnswer(established.reply());
                    assertThat(failed.failure()).as("byte %d", i).isEqualTo(HandshakeFailure.IMPOSTOR);
                }
            }
        }
    }

    @Test
    void hellosThatEndTooEarlyOrTooLateAreMalformed() {
        try (ClientHandshake client = Ends.clientHandshake(17)) {
            ServerHandshake server = Ends.serverHandshake(IDENTITY, 18);
            Slice hello = client.hello();
            Slice answer = answer(server, hello);
            for (int length = 0; length < hello.length(); length++) {
                assertMalformed(server.onHello(hello.part(0, length)));
            }
            assertMalformed(server.onHello(Slice.of(Arrays.copyOf(hello.toArray(), hello.length() + 1))));
            for (int length = 0; length < answer.length(); length += length < 150 ? 1 : 37) {
                try (ClientHandshake again = Ends.clientHandshake(17)) {
                    assertMalformed(again.onAnswer(answer.part(0, length)));
                }
            }
            assertMalformed(client.onAnswer(Slice.of(Arrays.copyOf(answer.toArray(), answer.length() + 1))));
        }
    }

    @Test
    void whatIsNoHelloIsSaidToBeNone() {
        try (ClientHandshake client = Ends.clientHandshake(19)) {
            Slice http = Slice.of("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Failed failed = (Failed) client.onAnswer(http);
            assertThat(failed.text()).contains("is this the port of an ATE server?");
            assertMalformed(Ends.serverHandshake(IDENTITY, 20).onHello(http));
            assertMalformed(Ends.serverHandshake(IDENTITY, 20).onHello(Slice.of(new byte[HelloKind.LONGEST + 1])));
        }
        try (ClientHandshake client = Ends.clientHandshake(21)) {
            assertMalformed(client.onAnswer(client.hello()));
        }
    }

    @Test
    void aKeyThatIsNoneIsTheClientsFault() throws MalformedException {
        try (ClientHandshake client = Ends.clientHandshake(22)) {
            ClientHello hello = ClientHello.decode(client.hello());
            byte[] key = hello.key().toArray();
            // An X25519 point of order 1: every secret with it is zero.
            Arrays.fill(key, XWingPublicKey.BYTES - 32, XWingPublicKey.BYTES, (byte) 0);
            assertMalformed(Ends.serverHandshake(IDENTITY, 23)
                    .onHello(new ClientHello(hello.versions(), hello.software(), hello.limits(), hello.random(),
                            Slice.of(key)).encode()));
        }
    }

    @Test
    void bothSidesNameBothVersionsWhenTheyHaveNoneInCommon() {
        Versions newer = new Versions(List.of(7, 9));
        try (ClientHandshake client = new ClientHandshake("c", PeerLimits.WIDEST, Ends.ANYBODY, Ends.entropy(24),
                newer)) {
            Failed atServer = (Failed) Ends.serverHandshake(IDENTITY, 25).onHello(client.hello());
            assertThat(atServer.failure()).isEqualTo(HandshakeFailure.VERSION);
            assertThat(atServer.text()).isEqualTo("the client speaks protocol 7, 9, this server 1");
            Failed atClient = (Failed) client.onAnswer(atServer.reply());
            assertThat(atClient.failure()).isEqualTo(HandshakeFailure.VERSION);
            assertThat(atClient.text()).contains("speaks protocol 1, this client 7, 9");
        }
    }

    @Test
    void theVersionsOfAClientAreReadWhateverFollowsThem() {
        Slice unknown = Slice.of(new byte[] {'A', 'T', 'E', '-', 1, 1, 0, 2, 'n', 'e', 'w'});
        Failed failed = (Failed) Ends.serverHandshake(IDENTITY, 26).onHello(unknown);
        assertThat(failed.failure()).isEqualTo(HandshakeFailure.VERSION);
        assertMalformed(Ends.serverHandshake(IDENTITY, 26)
                .onHello(Slice.of(Arrays.copyOf(unknown.array(), HelloKind.LONGEST + 1))));
    }

    @Test
    void versionsAreNamedOnceAndRising() {
        for (int[] wrong : new int[][] {{}, {5, 5}, {6, 5}, IntStream.range(5, 22).toArray()}) {
            WireWriter hello = HelloKind.CLIENT.begin().u8(wrong.length);
            Arrays.stream(wrong).forEach(hello::u16);
            assertMalformed(Ends.serverHandshake(IDENTITY, 26).onHello(hello.toSlice()));
        }
        Versions most = new Versions(IntStream.range(1, 17).boxed().toList());
        try (ClientHandshake client = new ClientHandshake("c", PeerLimits.WIDEST, Ends.ANYBODY, Ends.entropy(26),
                most)) {
            assertThat(Ends.serverHandshake(IDENTITY, 26).onHello(client.hello())).isInstanceOf(Established.class);
        }
    }

    @Test
    void theKeysOfAChannelAreBoundToItsTranscript() throws Exception {
        Peer peer = new Peer(1, "p", PeerLimits.WIDEST, null);
        byte[] info = ChannelKeys.info(Slice.empty());
        try (XWingPrivateKey key = XWingPrivateKey.generate(Ends.entropy(34));
                Hpke.Sender sender = Hpke.sender(key.publicKey(), info, Ends.entropy(35));
                HpkeContext receiver = Hpke.receiver(key, sender.encapsulation(), info)) {
            Hash transcript = Hash.of(new byte[32]);
            Hash other = Hash.of(Ends.entropy(36).bytes(32));
            FrameWriter writer = new FrameWriter(ChannelKeys.clientEnd(receiver, transcript, peer));
            writer.add(new Credit(1, 1));
            Slice frame = Objects.requireNonNull(writer.next());
            Slice copy = Ends.copy(frame);
            assertThat(reader(ChannelKeys.serverEnd(sender.context(), transcript, peer)).read(frame)).hasSize(1);
            assertThatThrownBy(() -> reader(ChannelKeys.serverEnd(sender.context(), other, peer)).read(copy))
                    .isInstanceOf(AuthenticationFailedException.class);
        }
    }

    private static FrameReader<ToServer> reader(SecureChannel channel) {
        return FrameReader.atServer(channel, PeerLimits.LONGEST_MESSAGE);
    }

    @Test
    void theHighestCommonVersionIsTakenAndNoOther() throws MalformedException {
        Versions both = new Versions(List.of(1, 2));
        try (ClientHandshake client = new ClientHandshake("c", PeerLimits.WIDEST, Ends.ANYBODY, Ends.entropy(27),
                both)) {
            ServerHandshake server = new ServerHandshake(IDENTITY, "s", PeerLimits.WIDEST, Ends.entropy(28), both);
            Established established = (Established) client.onAnswer(answer(server, client.hello()));
            assertThat(established.channel().peer().version()).isEqualTo(2);
        }
        try (ClientHandshake client = new ClientHandshake("c", PeerLimits.WIDEST, Ends.ANYBODY, Ends.entropy(27),
                both)) {
            Slice downgraded = answer(client.hello(), IDENTITY.publicKeys(), IDENTITY, both, 1);
            Failed failed = (Failed) client.onAnswer(downgraded);
            assertThat(failed.failure()).isEqualTo(HandshakeFailure.VERSION);
        }
    }

    @Test
    void aClientThatIsTurnedAwayLearnsWhy() {
        try (ClientHandshake client = Ends.clientHandshake(29)) {
            Slice refusal = Ends.serverHandshake(IDENTITY, 30).refusal(Reason.LIMIT, "too many connections");
            Failed failed = (Failed) client.onAnswer(refusal);
            assertThat(failed.failure()).isEqualTo(HandshakeFailure.REFUSED);
            assertThat(failed.text()).contains("a server", "too many connections", "LIMIT");
        }
    }

    @Test
    void aHandshakeTakesOneAnswer() {
        try (ClientHandshake client = Ends.clientHandshake(31)) {
            Slice answer = answer(Ends.serverHandshake(IDENTITY, 32), client.hello());
            assertThat(client.onAnswer(Ends.copy(answer))).isInstanceOf(Established.class);
            assertThatThrownBy(() -> client.onAnswer(answer)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Slice answer(ServerHandshake server, Slice hello) {
        return ((Established) server.onHello(hello)).reply();
    }

    /** The answer of a server that shows one identity and signs with another, or chooses as it likes. */
    private static Slice answer(Slice hello, PublicKeys shown, HeldKeys signer, Versions versions, int version)
            throws MalformedException {
        XWingPublicKey key = XWingPublicKey.of(ClientHello.decode(hello).key().toArray());
        try (Hpke.Sender agreed = Hpke.sender(key, ChannelKeys.info(hello), Ends.entropy(33))) {
            Slice statement = new ServerHello(versions, version, "s", PeerLimits.WIDEST, Hash.of(new byte[32]),
                    Slice.of(shown.encoded()), agreed.encapsulation()).statement();
            return ServerHello.encode(statement,
                    Slice.of(signer.sign(ServerHello.transcript(hello, statement), ServerHello.HELLO)));
        }
    }

    private static void assertMalformed(HandshakeOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Failed.class,
                failed -> assertThat(failed.failure()).isEqualTo(HandshakeFailure.MALFORMED));
    }
}
