package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rings;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every subscriber gets every event once and in order, whatever runs when. */
class StreamingTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    /** What one subscriber is like. */
    private record Reader(TestClient client, long from) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostOrDoubledWhoeverJoinsWhen(long seed) {
        Random random = new Random(seed);
        boolean remembers = random.nextBoolean();
        int tail = remembers ? 1 << 20 : 4_000;
        TestServer server = new TestServer(seed,
                new Limits(8, 1000, 1 << 24, tail, Long.MAX_VALUE, 500, Long.MAX_VALUE, Long.MAX_VALUE));
        TestClient writer = server.connect();
        TestClient second = server.connect();
        writer.open(1, genesis, true);
        second.open(7, genesis, true);
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        Author device = new Author(genesis, ALICE, 2);
        List<Reader> readers = new ArrayList<>(List.of(new Reader(writer, 0), new Reader(second, 0)));
        List<Integer> requests = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> requests.add(writer.commit(1, commit(random, author, round, 1)));
                case 3 -> second.commit(7, commit(random, device, round, 2));
                case 4 -> readers.add(joined(server, random));
                case 5 -> server.later(random.nextInt(900));
                case 6 -> readers.get(random.nextInt(readers.size())).client.stall();
                default -> readers.get(random.nextInt(readers.size())).client.goOn();
            }
            server.run(random.nextInt(25));
        }
        for (int round = 0; round < 3_000 && !server.log().chains().isEmpty(); round++) {
            server.settle();
            readers.forEach(reader -> reader.client.goOn());
            server.settle();
            if (readers.stream().allMatch(reader -> isComplete(server, reader))) {
                break;
            }
            readers.stream().filter(reader -> !isComplete(server, reader)).forEach(this::giveCredit);
        }
        List<Hash> history = history(server);
        assertThat(history).as("seed %s", seed).isNotEmpty();
        for (Reader reader : readers) {
            TestStream stream = stream(reader.client);
            assertThat(stream.hashes()).as("seed %s, reader from %s", seed, reader.from)
                    .isEqualTo(history.subList((int) reader.from, history.size()));
            assertThat(stream.isLive()).as("seed %s: live", seed).isTrue();
        }
        requests.forEach(request -> assertThat(
                writer.committed(request).isPresent() || writer.refusal(request).isPresent())
                .as("seed %s: request %s is answered", seed, request)
                .isTrue());
        List<Integer> admitted = requests.stream().filter(request -> writer.committed(request).isPresent()).toList();
        if (remembers) {
            assertThat(stream(writer).own()).as("seed %s: own commits come back as own", seed).isEqualTo(admitted);
        } else {
            assertThat(admitted).as("seed %s: from the log they come with bytes", seed)
                    .containsAll(stream(writer).own());
        }
    }

    private Reader joined(TestServer server, Random random) {
        TestClient client = server.connect();
        List<Hash> history = history(server);
        int from = random.nextBoolean() ? 0 : random.nextInt(history.size() + 1);
        RootAt known = MerkleFrontier.rootOf(history.subList(0, from));
        client.open(3, genesis, false, new Position.At(from, known));
        if (random.nextInt(3) == 0) {
            client.stall();
        }
        return new Reader(client, from);
    }

    private void giveCredit(Reader reader) {
        for (int channel : new int[] {1, 3, 7}) {
            if (reader.client.has(channel)) {
                reader.client.credit(channel, 100_000);
            }
        }
    }

    private boolean isComplete(TestServer server, Reader reader) {
        TestStream stream = stream(reader.client);
        return stream.isLive() && stream.position() == server.log().end(server.chainNumber(genesis.record().name()));
    }

    private static TestStream stream(TestClient client) {
        for (int channel : new int[] {1, 3, 7}) {
            if (client.has(channel)) {
                return client.stream(channel);
            }
        }
        throw new AssertionError("no channel is open");
    }

    private Commit commit(Random random, Author author, int round, int device) {
        Change[] changes = new Change[1 + random.nextInt(4)];
        for (int i = 0; i < changes.length; i++) {
            int length = random.nextInt(5) == 0 ? 30_000 : 20;
            String text = HexFormat.of().formatHex(Rings.filler("payload " + round, length).toArray());
            changes[i] = Change.store(new PrimaryKey(device, 100L * round + i), text);
            if (random.nextInt(12) == 0) {
                changes[i] = changes[i].onlyIf(new Condition.AtVersion(999_999));
            }
        }
        return author.commit(changes);
    }

    private List<Hash> history(TestServer server) {
        List<Hash> history = new ArrayList<>();
        try (LogReader reader = server.log().reader(server.chainNumber(genesis.record().name()), 0, Reading.HEADERS)) {
            while (reader.next()) {
                history.add(reader.event().event().hash(genesis.chainId()));
            }
        }
        return history;
    }

    @Test
    void aStalledReaderHoldsNobodyUp() {
        TestServer server = new TestServer(5,
                new Limits(8, 1000, 1 << 24, 10_000, Long.MAX_VALUE, 500, Long.MAX_VALUE, Long.MAX_VALUE));
        TestClient writer = server.connect();
        TestClient stalled = server.connect();
        TestClient broke = server.connect();
        TestClient other = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        List.of(stalled, broke, other).forEach(client -> client.open(3, genesis, false));
        server.settle();
        stalled.stall();
        broke.credit(3, 0);
        Author author = new Author(genesis, ALICE, 1);
        Random random = new Random(9);
        for (int round = 0; round < 300; round++) {
            int request = writer.commit(1, author.commit(Change.store(new PrimaryKey(1, round),
                    "x".repeat(10_000 + random.nextInt(10)))));
            server.settle();
            assertThat(writer.committed(request)).as("round %s", round).isPresent();
            other.credit(3, 100_000);
            writer.credit(1, 100_000);
        }
        server.settle();
        assertThat(other.stream(3).position()).isEqualTo(300);
        assertThat(stalled.stream(3).position()).isZero();
        assertThat(broke.stream(3).position()).as("what its first credit was good for").isBetween(50L, 200L);
        stalled.goOn();
        stalled.credit(3, 10_000_000);
        broke.credit(3, 10_000_000);
        server.settle();
        assertThat(stalled.stream(3).hashes()).isEqualTo(other.stream(3).hashes());
        assertThat(broke.stream(3).hashes()).isEqualTo(other.stream(3).hashes());
    }

    /** Opens a chain, and has a reader of it take nothing of so many commits of 10,000 bytes. */
    private TestClient lagging(TestServer server, SignedGenesis of, int commits) {
        TestClient writer = server.connect();
        TestClient reader = server.connect();
        writer.open(1, of, true);
        server.settle();
        reader.open(3, of, false);
        server.settle();
        reader.stall();
        Author author = new Author(of, ALICE, 1);
        for (int i = 0; i < commits; i++) {
            writer.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(10_000))));
            writer.credit(1, 20_000);
            server.settle();
        }
        writer.cut();
        server.settle();
        return reader;
    }

    private static long keptInMemory(TestServer server, SignedGenesis of) {
        return server.directory()
                .facts()
                .stream()
                .filter(each -> each.id().equals(of.chainId()))
                .mapToLong(HostedFacts::tailBytes)
                .sum();
    }

    @Test
    void whatSomebodyStillWantsIsKeptInMemoryAndOfTheRestALittle() {
        TestServer server = new TestServer(14);
        TestClient reader = lagging(server, genesis, 40);
        assertThat(keptInMemory(server, genesis)).isGreaterThan(400_000);
        reader.goOn();
        reader.credit(3, 1_000_000);
        server.settle();
        reader.commit(3, new Author(genesis, ALICE, 2).commit(Change.store(new PrimaryKey(2, 1), "one more")));
        server.settle();
        assertThat(reader.stream(3).position()).isEqualTo(41);
        assertThat(keptInMemory(server, genesis)).isBetween(20_000L, 100_000L);
    }

    @Test
    void roomInMemoryGoesToWhoWantsItNow() {
        SignedGenesis second = Founding.ownedBy(ALICE).named("example.com/second").openToEveryone().genesis();
        SignedGenesis third = Founding.ownedBy(ALICE).named("example.com/third").openToEveryone().genesis();
        TestServer server = new TestServer(15,
                new Limits(8, 1000, 1 << 24, 1 << 20, Long.MAX_VALUE, 500, Long.MAX_VALUE, 400_000));
        TestClient first = lagging(server, genesis, 60);
        assertThat(keptInMemory(server, genesis)).isGreaterThan(350_000);

        server.later(1_000);
        server.settle();
        lagging(server, second, 60);
        assertThat(keptInMemory(server, second)).as("who kept much gave some of it").isGreaterThan(80_000);

        first.cut();
        server.settle();
        server.later(1_000);
        server.settle();
        lagging(server, third, 60);
        assertThat(keptInMemory(server, genesis)).isZero();
        assertThat(keptInMemory(server, second) + keptInMemory(server, third)).as("all is given back")
                .isBetween(300_000L, 400_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 10_000_000})
    void creditIsExceededByOneEventAtMostFromTailAndLog(int tail) {
        TestServer server = new TestServer(10,
                new Limits(8, 1000, 1 << 24, tail, Long.MAX_VALUE, 500, Long.MAX_VALUE, Long.MAX_VALUE));
        TestClient writer = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        for (int i = 0; i < 300; i++) {
            writer.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(10_000))));
        }
        server.settle();
        TestClient reader = server.connect();
        reader.open(3, genesis, false);
        server.settle();
        assertThat(reader.stream(3).credit()).as("all of it is used").isBetween(-20_000L, 0L);
        while (reader.stream(3).position() < 300) {
            reader.credit(3, 50_000);
            server.settle();
            assertThat(reader.stream(3).credit()).isBetween(-20_000L, 50_000L);
        }
    }

    @Test
    void aRecordLargerThanTheCreditLeftGoesOnceWithItsEvent() {
        TestServer server = new TestServer(6);
        TestClient writer = server.connect();
        TestClient reader = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        reader.open(3, genesis, false);
        server.settle();
        var draft = new Author(genesis, ALICE, 1).draft(Change.store(new PrimaryKey(1, 1), "x"));
        for (int i = 0; i < 9_000; i++) {
            draft = draft.onlyIf(new PrimaryKey(2, i), new Condition.Absent());
        }
        int request = writer.commit(1, draft.commit());
        server.settle();
        assertThat(writer.committed(request)).isPresent();
        assertThat(reader.stream(3).position()).isEqualTo(1);
    }

    @Test
    void aWriterThatSendsTooMuchIsReadFromNoMoreUntilSomeIsAnswered() {
        TestServer server = new TestServer(7,
                new Limits(8, 4, 1 << 20, 1 << 20, Long.MAX_VALUE, 500, Long.MAX_VALUE, Long.MAX_VALUE));
        TestClient writer = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        for (int i = 0; i < 4; i++) {
            writer.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x")));
        }
        while (server.scheduler().step()) {
            // nothing is synced, so nothing can be answered
        }
        assertThat(writer.isReadFrom()).isFalse();
        assertThat(writer.connection().isIdle()).isFalse();
        server.settle();
        assertThat(writer.isReadFrom()).isTrue();
        assertThat(writer.connection().isIdle()).isTrue();
    }

    @Test
    void ofOneFrameNoMoreIsBegunThanMayBeUnanswered() {
        TestServer server = new TestServer(12, new Limits(8, 4, 1 << 20, 1 << 20, Long.MAX_VALUE, 500, Long.MAX_VALUE,
                Long.MAX_VALUE));
        TestClient writer = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        List<Commit> commits = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            commits.add(author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(1_000))));
        }
        writer.commit(1, commits);
        while (server.scheduler().step()) {
            // nothing is synced, so nothing can be answered
        }
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

    @Test
    void aGenesisThatWaitsCountsAmongWhatIsUnanswered() {
        TestServer server = new TestServer(18);
        server.connect().open(1, genesis, true);
        while (server.scheduler().step()) {
            // nothing is synced, so there is no chain yet
        }
        assertThat(server.directory().bytesInFlight()).isEqualTo(genesis.recordBytes().length());
        server.settle();
        assertThat(server.directory().bytesInFlight()).isZero();
    }

    @Test
    void manyWritersWhoTogetherSendTooMuchAreReadFromNoMoreUntilHalfIsAnswered() {
        Limits limits = new Limits(8, 100, 1 << 20, 1 << 20, Long.MAX_VALUE, 500, 40_000, Long.MAX_VALUE);
        TestServer server = new TestServer(11, limits);
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
        while (server.scheduler().step()) {
            // nothing is synced, so nothing can be answered
        }
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

    @ParameterizedTest
    @MethodSource("seeds")
    void commitsSentAgainOnANewConnectionAreStoredOnceAndInOrder(long seed) {
        TestServer server = new TestServer(seed);
        Random random = new Random(seed);
        TestClient first = server.connect();
        first.open(1, genesis, true);
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        List<Commit> commits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Change change = i == 0 ? Change.store(new PrimaryKey(1, 1), "x")
                    : Change.put(new PrimaryKey(1, 1)).value("x").onlyIf(new Condition.AtOwn(i));
            commits.add(author.commit(change));
        }
        for (Commit commit : commits) {
            first.commit(1, commit);
            server.run(random.nextInt(4));
        }
        server.run(random.nextInt(60));
        first.cut();
        server.run(random.nextInt(30));
        TestClient again = server.connect();
        again.open(2, genesis, false);
        while (again.received().isEmpty()) {
            assertThat(server.step()).as("seed %s: an open is answered", seed).isTrue();
        }
        List<Integer> requests = commits.stream().map(commit -> again.commit(2, commit)).toList();
        server.settle();
        for (int i = 0; i < requests.size(); i++) {
            int at = i;
            assertThat(again.committed(requests.get(i))).as("seed %s, commit %s", seed, i)
                    .hasValueSatisfying(answer -> assertThat(answer.first()).isEqualTo(at + 1L));
        }
        assertThat(history(server)).as("seed %s", seed).hasSize(8);
        assertThat(again.stream(2).hashes()).isEqualTo(history(server));
        assertThat(again.received(Live.class)).hasSize(1);
    }

    @Test
    void aChainThatNobodyHasOpenIsLoadedAnewAndGoesOn() {
        TestServer server = new TestServer(8);
        TestClient first = server.connect();
        first.open(1, genesis, true);
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        first.commit(1, author.commit(Change.store(new PrimaryKey(1, 1), "x")));
        first.cut();
        server.settle();
        assertThat(server.directory().facts()).as("nobody has it open").isEmpty();
        TestClient second = server.connect();
        second.open(1, genesis, false);
        server.settle();
        int request = second.commit(1,
                author.commit(Change.put(new PrimaryKey(1, 1)).value("y").onlyIf(new Condition.AtOwn(1))));
        server.settle();
        assertThat(second.refusal(request)).isEmpty();
        assertThat(second.stream(1).position()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aChainIsInMemoryOnceHoweverOftenItIsOpenedAndClosed(long seed) {
        TestServer server = new TestServer(seed);
        Random random = new Random(seed);
        List<TestClient> clients = List.of(server.connect(), server.connect(), server.connect());
        clients.getFirst().open(1, genesis, true);
        server.settle();
        clients.getFirst().close(1);
        int committed = 0;
        int[] channels = new int[clients.size()]; // a number is not used again: what was sent before may still come
        for (int round = 0; round < 60; round++) {
            int who = random.nextInt(clients.size());
            TestClient client = clients.get(who);
            int channel = channels[who];
            if (!client.has(channel)) {
                channels[who] = round + 2;
                client.open(round + 2, genesis, false);
            } else if (random.nextInt(3) == 0) {
                client.close(channel);
            } else {
                client.commit(channel, new Author(genesis, ALICE, round).commit(
                        Change.store(new PrimaryKey(1, round), "x")));
            }
            server.run(random.nextInt(10));
        }
        server.settle();
        for (int who = 0; who < clients.size(); who++) {
            TestClient client = clients.get(who);
            int channel = channels[who];
            committed += client.received(Committed.class).size();
            assertThat(!client.has(channel) || client.stream(channel).position() == history(server).size())
                    .as("seed %s: who has it open has all of it", seed)
                    .isTrue();
        }
        assertThat(history(server)).as("seed %s", seed).hasSize(committed);
        assertThat(server.directory().facts()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aRefusalLeavesNoTraceAndReachesItsSender() {
        TestServer server = new TestServer(9);
        TestClient writer = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        int request = writer.commit(1, new Author(genesis, ALICE, 1).commit(Change.delete(new PrimaryKey(1, 1))));
        server.settle();
        assertThat(writer.refusal(request)).contains(Reason.NO_SUCH_OBJECT);
        assertThat(history(server)).isEmpty();
        assertThat(writer.stream(1).own()).isEmpty();
    }
}
