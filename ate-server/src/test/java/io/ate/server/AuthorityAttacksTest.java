package io.ate.server;

import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that keeps to the protocol and to nothing else tries over a real socket to write what it may not. */
class AuthorityAttacksTest {
    private final AteServer server = AteServer.inMemory();
    private final OneWritersChain chain = new OneWritersChain("test/attacked", 9);
    private final HeldKeys alice = chain.keys();
    private final HeldKeys mallory = HeldKeys.of(KeyBundle.generate());
    private final WireClient writer;
    private final WireClient attacker;

    AuthorityAttacksTest() throws IOException {
        writer = WireClient.connect(server.port());
        attacker = WireClient.connect(server.port());
    }

    @BeforeEach
    void aChainWithACommitThatMalloryFollows() throws IOException {
        chain.openedBy(writer);
        writer.send(chain.commit(writer, 1, 100));
        writer.await(Committed.class);
        chain.watchedBy(attacker);
        chain.proves(attacker, mallory);
    }

    @AfterEach
    void nothingWasStoredAndTheWriterGoesOn() throws IOException {
        writer.send(chain.commit(writer, 1, 100));
        long last = writer.await(Committed.class).first();
        try (WireClient reader = WireClient.connect(server.port())) {
            reader.send(chain.open(reader, false));
            assertThat(reader.await(Live.class).sequence()).isEqualTo(last);
        }
        writer.close();
        attacker.close();
        server.close();
        chain.close();
        mallory.close();
    }

    private static UnaryOperator<Statement> by(WriterId writer, KeyId... keys) {
        return honest -> new Statement(writer, honest.number(), honest.awaited(), honest.basis(), honest.headSize(),
                honest.headRoot(), List.of(keys), List.of(), null, 1, honest.root());
    }

    private static UnaryOperator<Statement> knowing(long basis, long headSize, Hash headRoot) {
        return honest -> new Statement(honest.writer(), honest.number(), honest.awaited(), basis, headSize, headRoot,
                honest.keys(), List.of(), null, 1, honest.root());
    }

    private static void assertRefused(WireClient client, CommitMessage attack, Reason reason) throws IOException {
        client.send(attack);
        ToClient answer = client.await(ToClient.class, each -> switch (each) {
            case Rejected rejected -> rejected.request() == attack.request();
            case Committed(int _, int request, long _, long _) -> request == attack.request();
            default -> false;
        });
        assertThat(answer).isInstanceOfSatisfying(Rejected.class,
                refusal -> assertThat(refusal.reason()).as(refusal.text()).isEqualTo(reason));
    }

    @Test
    void whoHasNoRightToWriteIsRefusedUnderAKeyOfItsOwn() throws IOException {
        WriterId own = new WriterId(mallory.id(), 1, 1);
        assertRefused(attacker, chain.crafted(attacker, by(own, mallory.id())), Reason.NO_WRITE_AUTHORITY);
        assertRefused(attacker, chain.crafted(attacker, by(own, mallory.id()), mallory), Reason.NO_WRITE_AUTHORITY);
    }

    @Test
    void nobodyWritesUnderAKeyThatItHasNotProven() throws IOException {
        assertRefused(attacker, chain.crafted(attacker, UnaryOperator.identity()), Reason.NOT_PROVEN);
        assertRefused(attacker, chain.crafted(attacker, by(new WriterId(alice.id(), 6, 6), alice.id())),
                Reason.NOT_PROVEN);
        assertRefused(attacker, chain.crafted(attacker,
                by(new WriterId(mallory.id(), 1, 1), mallory.id(), alice.id())), Reason.NOT_PROVEN);
    }

    @Test
    void aWriterOfAnothersKeyIsRefused() throws IOException {
        assertRefused(attacker, chain.crafted(attacker, by(new WriterId(alice.id(), 1, 1), mallory.id())),
                Reason.MALFORMED);
    }

    @Test
    void anothersUnsignedCommitIsWorthlessToWhoHasSeenIt() throws IOException {
        CommitMessage seen = chain.commit(writer, 1, 100);
        assertRefused(attacker, new CommitMessage(seen.channel(), attacker.nextRequest(), seen.commit()),
                Reason.NOT_PROVEN);
        writer.send(seen);
        writer.await(Committed.class);
        assertRefused(attacker, new CommitMessage(seen.channel(), attacker.nextRequest(), seen.commit()),
                Reason.NOT_PROVEN);
    }

    @Test
    void anothersSignedCommitIsStoredOnceHoweverOftenItIsPlayed() throws IOException {
        CommitMessage signed = chain.crafted(writer, UnaryOperator.identity(), alice);
        writer.send(signed);
        long first = writer.await(Committed.class).first();
        for (int i = 0; i < 3; i++) {
            attacker.send(new CommitMessage(signed.channel(), attacker.nextRequest(), signed.commit()));
            assertThat(attacker.await(Committed.class).first()).isEqualTo(first);
        }
    }

    @Test
    void aSignatureThatDoesNotHoldProvesNoKey() throws IOException {
        byte[] bytes = chain.crafted(attacker, UnaryOperator.identity(), alice).commit().toArray();
        int signature = 4 + ByteBuffer.wrap(bytes).getInt() + 4; // behind statement, count, index and length
        bytes[signature + 10] ^= 1;
        assertRefused(attacker, new CommitMessage(OneWritersChain.CHANNEL, attacker.nextRequest(), Slice.of(bytes)),
                Reason.NOT_PROVEN);
    }

    @Test
    void whoClaimsToKnowWhatIsNotThereIsRefused() throws IOException {
        Hash invented = Hash.of(new byte[Hash.BYTES]);
        Hash nothing = MerkleFrontier.rootOf(List.of()).root();
        assertRefused(writer, chain.crafted(writer, knowing(1_000, 0, nothing)), Reason.BASIS_AHEAD);
        assertRefused(writer, chain.crafted(writer, knowing(1, 1, invented), alice), Reason.HEAD_UNKNOWN);
        assertRefused(writer, chain.crafted(writer, knowing(1, 7, invented), alice), Reason.HEAD_UNKNOWN);
    }
}
