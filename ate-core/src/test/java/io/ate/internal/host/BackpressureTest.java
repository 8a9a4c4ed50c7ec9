package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who sends more than is answered, or takes no answers, is read from no more for a while. */
class BackpressureTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();

    @Test
    void aWriterThatSendsTooMuchIsReadFromNoMoreUntilSomeIsAnswered() {
        TestServer server = new TestServer(7, TestLimits.ofCommitsInFlight(4));
        TestClient writer = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        for (int i = 0; i < 4; i++) {
            writer.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x")));
        }
        server.runWithoutSyncing();
        assertThat(writer.isReadFrom()).isFalse();
        assertThat(writer.connection().isIdle()).isFalse();
        server.settle();
        assertThat(writer.isReadFrom()).isTrue();
        assertThat(writer.connection().isIdle()).isTrue();
    }

    @Test
    void ofOneFrameNoMoreIsBegunThanMayBeUnanswered() {
        TestServer server = new TestServer(12, TestLimits.ofCommitsInFlight(4));
        TestClient writer = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        List<Commit> commits = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            commits.add(author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(1_000))));
        }
        writer.commit(1, commits);
        server.runWithoutSyncing();
        long four = commits.stream().limit(4).mapToLong(each -> each.encode().length()).sum();
        assertThat(server.directory().bytesInFlight()).isEqualTo(four);
        while (server.step()) {
            assertThat(server.directory().bytesInFlight()).as("also when some are answered").isLessThanOrEqualTo(four);
        }
        assertThat(writer.received(Committed.class)).extracting(Committed::first)
                .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
        assertThat(writer.connection().isIdle()).isTrue();
    }

    @Test
    void manyWritersWhoTogetherSendTooMuchAreReadFromNoMoreUntilHalfIsAnswered() {
        TestServer server = new TestServer(11, TestLimits.ofBytesInFlightInAll(40_000));
        List<TestClient> writers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TestClient writer = server.connect();
            writer.open(1, genesis, i == 0);
            server.settle();
            writers.add(writer);
        }
        Author author = new Author(genesis, ALICE, 1);
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(8_000))));
        }
        server.runWithoutSyncing();
        assertThat(server.directory().bytesInFlight()).isGreaterThan(40_000);
        assertThat(writers).as("read from").filteredOn(TestClient::isReadFrom).hasSizeBetween(1, 5);
        server.settle();
        assertThat(writers).allMatch(TestClient::isReadFrom);
        assertThat(server.directory().bytesInFlight()).isZero();

        writers.getFirst().commit(1, author.commit(Change.store(new PrimaryKey(2, 1), "x".repeat(50_000))));
        writers.getFirst().cut();
        server.settle();
        assertThat(server.directory().bytesInFlight()).as("what a connection left behind is decided").isZero();
    }

    @Test
    void aGenesisThatWaitsCountsAmongWhatIsUnanswered() {
        TestServer server = new TestServer(18);
        server.connect().open(1, genesis, true);
        server.runWithoutSyncing();
        assertThat(server.directory().bytesInFlight()).isEqualTo(genesis.recordBytes().length());
        server.settle();
        assertThat(server.directory().bytesInFlight()).isZero();
    }

    @Test
    void whoDoesNotTakeAnswersIsNotAnsweredFurther() {
        TestServer server = new TestServer(13);
        TestClient deaf = server.connect();
        deaf.stall();
        ToServer[] requests = new ToServer[10_000];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = new Prove(77, i + 1, Slice.of(new byte[1]), Slice.of(new byte[1]));
        }
        deaf.send(requests);
        server.settle();
        assertThat(deaf.received()).isEmpty();
        deaf.goOn();
        server.settle();
        assertThat(deaf.received()).hasSize(requests.length);
    }

    @Test
    void whatWaitedForRoomIsAnsweredBeforeWhatCameLater() {
        TestServer server = new TestServer(16);
        TestClient client = server.connect();
        client.stall();
        int first = client.prove(77, ALICE, genesis.chainId());
        server.settle();
        int second = client.prove(77, ALICE, genesis.chainId());
        client.goOn(); // the socket takes more, which the connection hears behind the second
        server.settle();
        assertThat(client.received(Rejected.class)).extracting(Rejected::request).containsExactly(first, second);
    }

    @Test
    void whatWaitedForRoomIsDroppedWithItsConnection() {
        TestServer server = new TestServer(17);
        TestClient client = server.connect();
        client.stall();
        client.prove(77, ALICE, genesis.chainId());
        server.settle();
        assertThat(client.connection().isIdle()).as("something waits").isFalse();
        client.cut();
        client.goOn();
        server.settle();
        assertThat(client.received()).isEmpty();
        assertThat(client.connection().isIdle()).isTrue();
    }
}
