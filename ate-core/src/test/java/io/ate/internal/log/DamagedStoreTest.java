package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.Damaged;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.ReplicaEnvironment;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a store says when its files are not what they were. */
final class DamagedStoreTest {
    private static final int EVENTS = 2000;

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final Random random = new Random(815);
    private final List<Event> events = new ArrayList<>();

    /** A closed store with one chain of events in commits of one. */
    private SampleChain store(int count, int payloadBytes) {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "damaged", random).createdIn(log);
            fill(log, chain, count, payloadBytes);
            return chain;
        }
    }

    private void fill(RedoLog log, SampleChain chain, int count, int payloadBytes) {
        Answer last = new Answer();
        for (int i = 0; i < count; i++) {
            LogEntry.Append commit = chain.commit(1, payloadBytes);
            events.addAll(commit.events());
            last = chain.append(log, commit);
        }
        assertThat(last.isDurable()).isTrue();
    }

    private RedoLog open() {
        return RocksRedoLog.open(folder, StoreOptions.small());
    }

    /** Opens and closes, so that everything moves from the write-ahead log into tables. */
    private void flush() {
        open().close();
    }

    /** Asserts that every sequence is shown once, as its event or as damage, and gives the damage. */
    private List<Damaged> damage(RedoLog log, SampleChain chain, Reading reading) {
        List<Damaged> damage = new ArrayList<>();
        long next = 1;
        for (LogItem item : Logs.items(log, chain.number(), 0, reading)) {
            switch (item) {
                case StoredEvent event -> {
                    assertThat(event.sequence()).isEqualTo(next);
                    assertThat(event.event().factsBytes()).isEqualTo(events.get((int) next - 1).factsBytes());
                    next++;
                }
                case LogItem.Gap gap -> throw new AssertionError(gap);
                case Damaged lost -> {
                    assertThat(lost.from()).isEqualTo(next);
                    assertThat(lost.to()).isGreaterThanOrEqualTo(next);
                    damage.add(lost);
                    next = lost.to() + 1;
                }
            }
        }
        assertThat(next).isEqualTo(events.size() + 1);
        return damage;
    }

    @Test
    void aDamagedBlockIsReportedBySequenceAndWhatFollowsIsServed() {
        SampleChain chain = store(EVENTS, 200);
        flush();
        Path table = StoreFiles.largest(folder, ".sst");
        StoreFiles.flip(table, StoreFiles.find(table, events.get(1000).payload().toArray()));
        StoreFiles.flip(table, StoreFiles.find(table, events.get(1500).payload().toArray()));
        try (RedoLog log = open()) {
            assertThat(log.damage()).as("as long as nobody met it").isEmpty();
            List<Damaged> damage = damage(log, chain, Reading.WHOLE);
            assertThat(log.damage()).as("for whoever runs the store").isPresent();
            assertThat(damage).hasSize(2).allMatch(lost -> lost.to() - lost.from() < 100);
            assertThat(damage.get(0)).matches(lost -> lost.from() <= 1001 && lost.to() >= 1001);
            assertThat(damage.get(1)).matches(lost -> lost.from() <= 1501 && lost.to() >= 1501);
            assertThat(damage.get(0).what()).contains("checksum");
            assertThat(log.read(chain.number(), 1001)).containsInstanceOf(Damaged.class);
            assertThat(log.read(chain.number(), 1200)).containsInstanceOf(StoredEvent.class);
            assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> log.record(chain.number(), 1001))
                    .withMessageContainingAll("damaged", "1001");
            assertThat(log.end(chain.number())).isEqualTo(EVENTS);
        }
    }

    /**
     * An iterator that has met a damaged block may go on failing behind it; so wherever the block is, all else comes.
     */
    @Test
    void aDamagedBlockHidesNothingBehindItWhereverItIs() {
        SampleChain chain;
        try (RedoLog log = open()) {
            chain = new SampleChain(log, "damaged", random).createdIn(log);
            for (int i = 0; i < 62; i++) { // of 13 events, so that a block holds more than the search tries one by one
                LogEntry.Append commit = chain.commit(13, 40);
                events.addAll(commit.events());
                assertThat(chain.append(log, commit).isDurable()).isTrue();
            }
        }
        flush();
        Path table = StoreFiles.largest(folder, ".sst");
        long[] positions = events.stream()
                .mapToLong(event -> StoreFiles.find(table, event.payload().toArray()))
                .toArray();
        int most = 2 * (16 << 10) / 150; // two blocks of rows of at least 150 bytes
        for (int part = 1; part < 30; part++) {
            long hit = 1 + part * 805L / 30;
            long at = positions[(int) hit - 1];
            flipThree(table, at);
            try (RedoLog log = open()) {
                for (Reading reading : Reading.values()) {
                    assertThat(damage(log, chain, reading)).as("at %s, in event %s", at, hit)
                            .singleElement()
                            .matches(lost -> lost.from() <= hit && hit <= lost.to() && lost.to() - lost.from() < most);
                }
                assertThat(Logs.items(log, chain.number(), hit - 1, Reading.HEADERS)).as("from event %s on", hit)
                        .hasSizeGreaterThan((int) (806 - hit - most))
                        .first()
                        .isInstanceOf(Damaged.class);
            }
            flipThree(table, at); // as it was
        }
    }

    private static void flipThree(Path table, long at) {
        for (int i = 0; i < 3; i++) {
            StoreFiles.flip(table, at + i);
        }
    }

    @Test
    void damageAtTheEndOfAChainDoesNotGiveItsSequencesFree() {
        SampleChain chain = store(EVENTS, 200);
        flush();
        Path table = StoreFiles.largest(folder, ".sst");
        StoreFiles.flip(table, StoreFiles.find(table, events.getLast().payload().toArray()));
        try (RedoLog log = open()) {
            assertThat(log.end(chain.number())).isEqualTo(EVENTS);
            assertThat(damage(log, chain, Reading.HEADERS)).hasSize(1).allMatch(lost -> lost.to() == EVENTS);
            fill(log, chain, 1, 100);
            assertThat(log.end(chain.number())).isEqualTo(EVENTS + 1);
        }
    }

    @Test
    void aFileWithoutASoundBlockLosesItsEventsAndNoOthers() {
        SampleChain chain = store(EVENTS, 200);
        flush();
        Path table = StoreFiles.largest(folder, ".sst");
        try (RedoLog log = open()) {
            fill(log, chain, EVENTS, 200);
        }
        flush();
        long end = StoreFiles.find(table, events.get(EVENTS - 1).payload().toArray());
        for (long position = 1; position <= end; position += 4096) {
            StoreFiles.flip(table, position);
        }
        StoreFiles.flip(table, end);
        try (RedoLog log = open()) {
            assertThat(damage(log, chain, Reading.WHOLE)).hasSize(1)
                    .allMatch(lost -> lost.from() == 1 && lost.to() == EVENTS);
        }
    }

    @Test
    void aFileWhoseOwnDescriptionIsDamagedIsAnErrorWhenOpening() {
        store(EVENTS, 200);
        flush();
        Path table = StoreFiles.largest(folder, ".sst");
        for (long back = 0; back < 2000; back += 100) {
            StoreFiles.flip(table, table.toFile().length() - 1 - back);
        }
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(this::open).withMessageContaining("backup");
    }

    @Test
    void headersAreReadWithoutTouchingLargePayloads() {
        SampleChain chain = store(50, 5000);
        flush();
        Path blobs = StoreFiles.largest(folder, ".blob");
        for (int i = 10; i < 20; i++) {
            StoreFiles.flip(blobs, StoreFiles.find(blobs, events.get(i).payload().toArray()) + 17);
        }
        try (RedoLog log = open()) {
            assertThat(damage(log, chain, Reading.HEADERS)).isEmpty();
            List<Damaged> damage = damage(log, chain, Reading.WHOLE);
            assertThat(damage).hasSize(10).allMatch(lost -> lost.from() == lost.to());
            assertThat(damage.getFirst().from()).isEqualTo(11);
            assertThat(log.read(chain.number(), 11)).containsInstanceOf(Damaged.class);
            assertThat(log.read(chain.number(), 21)).containsInstanceOf(StoredEvent.class);
        }
    }

    @Test
    void aRowThatIsNotTheOneWrittenUnderItsKeyIsReportedAndNeverDecoded() throws Exception {
        SampleChain chain = store(10, 5000);
        ChainKeys keys = new ChainKeys(chain.shard(), chain.number());
        try (RocksStore raw = RocksStore.open(folder, StoreOptions.small())) {
            byte[] second = Objects.requireNonNull(raw.get(Family.EVENTS, keys.event(2)));
            byte[] cut = Objects.requireNonNull(raw.get(Family.EVENTS, keys.event(4)));
            byte[] payload = Objects.requireNonNull(raw.get(Family.PAYLOADS, keys.event(2)));
            raw.put(Family.EVENTS, keys.event(3), second);
            raw.put(Family.EVENTS, keys.event(4), Arrays.copyOf(cut, cut.length - 1));
            raw.put(Family.EVENTS, keys.event(5), new byte[0]);
            raw.put(Family.EVENTS, keys.event(6), new byte[] {1, 2, 3});
            raw.put(Family.PAYLOADS, keys.event(7), payload);
            raw.delete(Family.EVENTS, keys.event(8));
            raw.delete(Family.PAYLOADS, keys.event(9));
        }
        try (RedoLog log = open()) {
            assertThat(damage(log, chain, Reading.HEADERS)).extracting(Damaged::from)
                    .containsExactly(3L, 4L, 5L, 6L, 8L);
            assertThat(damage(log, chain, Reading.WHOLE)).extracting(Damaged::from)
                    .containsExactly(3L, 4L, 5L, 6L, 7L,
                            8L, 9L);
            for (long sequence = 3; sequence <= 9; sequence++) {
                assertThat(log.read(chain.number(), sequence)).containsInstanceOf(Damaged.class);
            }
        }
    }

    @Test
    void damageInTheMiddleOfTheWriteAheadLogIsAnErrorWhenOpening() {
        store(EVENTS, 200);
        Path log = StoreFiles.largest(folder, ".log");
        StoreFiles.flip(log, StoreFiles.find(log, events.get(1000).payload().toArray()));
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(this::open)
                .withMessageContainingAll(folder.toString(), "backup");
    }

    @Test
    void aTornEndOfTheWriteAheadLogLosesTheTornWriteAndNothingElse() throws IOException {
        SampleChain chain = store(EVENTS, 200);
        byte[] beforeTheEnd;
        try (RedoLog log = open()) {
            fill(log, chain, 10, 200);
            beforeTheEnd = Files.readAllBytes(folder.resolve("watermark"));
        }
        Files.write(folder.resolve("watermark"), beforeTheEnd); // as if it had not been closed
        Path log = StoreFiles.of(folder, ".log").getLast();
        StoreFiles.truncate(log, log.toFile().length() - 10);
        try (RedoLog opened = open()) {
            long end = opened.end(chain.number());
            assertThat(end).isBetween((long) EVENTS, EVENTS + 9L);
            events.subList((int) end, events.size()).clear();
            assertThat(damage(opened, chain, Reading.WHOLE)).isEmpty();
        }
    }

    @Test
    void aDamagedLastRecordIsAnErrorTooSinceItMayHaveBeenAcknowledged() {
        store(EVENTS, 200);
        Path log = StoreFiles.of(folder, ".log").getLast();
        StoreFiles.flip(log, log.toFile().length() - 10);
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(this::open).withMessageContaining("backup");
    }

    @Test
    void aMissingEndOfAnOlderWriteAheadLogIsAnErrorWhenOpening() {
        StoreOptions tiny = new StoreOptions(64 << 20, 256 << 10, 1 << 20, 100, WriteFaults.NONE,
                Optional.empty());
        try (RedoLog log = RocksRedoLog.open(folder, tiny)) {
            SampleChain chain = new SampleChain(log, "damaged", random).createdIn(log);
            while (StoreFiles.of(folder, ".log").size() < 3) {
                fill(log, chain, 10, 2000);
            }
        }
        Path older = StoreFiles.of(folder, ".log").getFirst();
        StoreFiles.truncate(older, older.toFile().length() - 10);
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(this::open).withMessageContaining("backup");
    }

    @Test
    void aDamagedGenesisIsReportedAndTakesNoOtherChainWithIt() throws Exception {
        SampleChain chain = store(10, 10);
        SampleChain other;
        try (RedoLog log = open()) {
            other = new SampleChain(log, "other", random).createdIn(log);
        }
        try (RocksStore raw = RocksStore.open(folder, StoreOptions.small())) {
            raw.put(Family.CHAINS, ChainRow.key(chain.name()), new byte[20]);
        }
        try (RedoLog log = open()) {
            assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> log.find(chain.name()))
                    .withMessageContaining("damaged");
            assertThat(log.find(other.name())).isPresent();
            SampleChain sameName = new SampleChain(log, chain.name().text(), random);
            assertThatExceptionOfType(StoreDamagedException.class)
                    .isThrownBy(() -> sameName.append(log, sameName.create()));
            assertThat(log.chains()).extracting(ChainSummary::name).containsExactly(other.name());
            assertThat(log.damage()).as("from the beginning").get().asString().contains(chain.name().text());
        }
    }

    /** A closed store of so many chains without events, with everything in tables. */
    private List<SampleChain> chains(int count) {
        List<SampleChain> chains = new ArrayList<>();
        try (RedoLog log = open()) {
            for (int i = 0; i < count; i++) {
                chains.add(new SampleChain(log, "org/chain-%03d".formatted(i), random).createdIn(log));
            }
        }
        flush();
        return chains;
    }

    /** Flips a bit in the genesis of that chain. */
    private void flipGenesis(SampleChain chain) {
        byte[] signature = chain.genesis().signature().toArray();
        Path table = StoreFiles.of(folder, ".sst")
                .stream()
                .filter(file -> StoreFiles.holds(file, signature))
                .findFirst()
                .orElseThrow();
        StoreFiles.flip(table, StoreFiles.find(table, signature));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "99", "40", "10 11 12 13", "20 60", "20 30", "5 99", "0 99", "0 50 60 70 99"})
    void aDamagedBlockOfTheListOfChainsTakesNoneWithItButThoseInIt(String damaged) {
        List<SampleChain> chains = chains(100);
        List<Integer> hit = Arrays.stream(damaged.split(" ")).map(Integer::valueOf).toList();
        hit.forEach(each -> flipGenesis(chains.get(each)));
        try (RedoLog log = open()) {
            List<ChainName> served = log.chains().stream().map(ChainSummary::name).toList();
            assertThat(log.hasLostChains()).isTrue();
            assertThat(served).hasSizeGreaterThanOrEqualTo(100 - 8 * hit.size());
            for (SampleChain each : chains) {
                boolean isHit = hit.contains(chains.indexOf(each));
                if (served.contains(each.name())) {
                    assertThat(isHit).as("%s", each.name()).isFalse();
                    assertThat(log.find(each.name())).map(StoredChain::genesis).contains(each.genesis());
                } else {
                    assertLost(log, each.name());
                }
            }
            assertThat(log.find(new ChainName("org/chain-100"))).as("behind all damage").isEmpty();
            if (!hit.contains(0)) {
                assertThat(log.find(new ChainName("com/other"))).as("before all damage").isEmpty();
            }
            SampleChain fresh = new SampleChain(log, "org/zebra", random).createdIn(log);
            assertThat(log.find(fresh.name())).isPresent();
        }
    }

    @Test
    void aLocalChainThatIsLostIsNotBegunAnew() {
        flipGenesis(chains(1).getFirst());
        ReplicaEnvironment environment = ReplicaThreads.environment(random::nextBytes, () -> 0);
        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> LocalReplicas.open(environment, folder, () -> {
                    throw new AssertionError("another chain takes the place of the lost one");
                }))
                .withMessageContainingAll(folder.toString(), "backup");
    }

    /** Nobody is told that there is no such chain, and nobody creates one of that name. */
    private void assertLost(RedoLog log, ChainName name) {
        assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> log.find(name))
                .withMessageContainingAll(name.text(), folder.toString());
        SampleChain sameName = new SampleChain(log, name.text(), random);
        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> sameName.append(log, sameName.create()));
    }

    @Test
    void aDamagedNoteNodeOrWriterIsReported() throws Exception {
        SampleChain chain = store(10, 10);
        try (RedoLog log = open()) {
            chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.empty())).isDurable();
        }
        ChainKeys keys = new ChainKeys(chain.shard(), chain.number());
        try (RocksStore raw = RocksStore.open(folder, StoreOptions.small())) {
            raw.put(Family.NOTES, keys.note("head"), new byte[] {1, 2, 3, 4, 5});
            raw.put(Family.TREE, keys.node(8, 0), new byte[36]);
            raw.put(Family.WRITERS, keys.writer(chain.writer()), new byte[60]);
        }
        List<ThrowingConsumer<RedoLog>> readings = List.of(log -> log.note(chain.number(), "head"),
                log -> log.tree(chain.number()).node(8, 0), log -> log.writer(chain.number(), chain.writer()));
        for (ThrowingConsumer<RedoLog> each : readings) {
            try (RedoLog log = open()) {
                assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> each.accept(log));
                assertThat(log.damage()).get().asString().contains(chain.name().text());
            }
        }
        try (RedoLog log = open()) {
            assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> log.note(chain.number(), "head"));
            assertThatExceptionOfType(StoreDamagedException.class)
                    .isThrownBy(() -> log.tree(chain.number()).node(8, 0));
            assertThatExceptionOfType(StoreDamagedException.class)
                    .isThrownBy(() -> log.writer(chain.number(), chain.writer()));
            assertThatExceptionOfType(StoreDamagedException.class)
                    .isThrownBy(() -> log.writers(chain.number(), null, (_, _) -> true));
        }
    }
}
