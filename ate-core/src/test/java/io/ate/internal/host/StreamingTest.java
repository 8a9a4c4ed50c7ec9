package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Position;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rings;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
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

/** Every subscriber gets every event once and in order, whatever runs when, as far as its credit goes. */
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
        TestServer server = new TestServer(seed, TestLimits.ofTail(tail));
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
        List<Hash> history = server.history(genesis);
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
        List<Hash> history = server.history(genesis);
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

    @Test
    void nobodyIsSaidToHaveAllBeforeWhatSupersededValuesIsShown() {
        TestServer server = new TestServer(4);
        TestClient writer = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        writer.commit(1, author.commit(Change.store(new PrimaryKey(1, 1), "first")));
        server.settle();
        List<HostedChain> opened = new ArrayList<>();
        server.directory().open(genesis.record().name(), null, new ChainDirectory.Opening() {
            @Override
            public void opened(HostedChain chain) {
                opened.add(chain);
            }

            @Override
            public void refused(Reason reason, String text) {
                throw new AssertionError(reason + ": " + text);
            }
        });
        server.settle();
        opened.getFirst().compaction().cleanPoint().raise(2); // by a pass that saw what comes next

        TestClient reader = server.opener(3, genesis);
        assertThat(reader.stream(3).position()).isEqualTo(1);
        assertThat(reader.stream(3).isLive()).isFalse();
        writer.commit(1, author.commit(Change.put(new PrimaryKey(1, 1)).value("second")));
        server.settle();

        assertThat(reader.stream(3).position()).isEqualTo(2);
        assertThat(reader.stream(3).isLive()).isTrue();
    }

    @Test
    void aStalledReaderHoldsNobodyUp() {
        TestServer server = new TestServer(5, TestLimits.ofTail(10_000));
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

    @ParameterizedTest
    @ValueSource(ints = {10_000, 10_000_000})
    void creditIsExceededByOneEventAtMostFromTailAndLog(int tail) {
        TestServer server = new TestServer(10, TestLimits.ofTail(tail));
        TestClient writer = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        for (int i = 0; i < 300; i++) {
            writer.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(10_000))));
        }
        server.settle();
        TestClient reader = server.opener(3, genesis);
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
        TestClient writer = server.creator(genesis);
        TestClient reader = server.opener(3, genesis);
        var draft = new Author(genesis, ALICE, 1).draft(Change.store(new PrimaryKey(1, 1), "x"));
        for (int i = 0; i < 9_000; i++) {
            draft = draft.onlyIf(new PrimaryKey(2, i), new Condition.Absent());
        }
        int request = writer.commit(1, draft.commit());
        server.settle();
        assertThat(writer.committed(request)).isPresent();
        assertThat(reader.stream(3).position()).isEqualTo(1);
    }
}
