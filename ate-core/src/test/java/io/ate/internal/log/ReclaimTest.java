package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.log.LogItem.StoredEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What stripped values took on disk is given back, and whatever happens meanwhile, nothing else is lost. */
final class ReclaimTest {
    private static final int LARGE = 64 << 10;
    private static final int EVENTS = 200;
    /** Every so-manieth value is kept. */
    private static final int KEPT = 10;
    private static final long PLENTY = 1L << 40;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(10);

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final Random random = new Random(4711);
    private final List<LogEntry.Append> others = new ArrayList<>();
    private final List<LogEntry.Append> stripped = new ArrayList<>();
    private volatile Runnable whenAskedForSpace = () -> {};
    private volatile long free = PLENTY;

    private RedoLog open() {
        return RocksRedoLog.open(folder, StoreOptions.small().withSpace(() -> {
            whenAskedForSpace.run();
            return new FreeSpace.Sample(free, PLENTY);
        }));
    }

    private static void fill(RedoLog log, SampleChain chain, int events, int payload, List<LogEntry.Append> into) {
        Answer last = new Answer();
        for (int i = 0; i < events; i++) {
            LogEntry.Append commit = chain.commit(1, payload);
            into.add(commit);
            last = chain.append(log, commit);
            if (i % 20 == 0) {
                assertThat(last.isDurable()).isTrue(); // so that not all of it waits in memory
            }
        }
        assertThat(last.isDurable()).isTrue();
    }

    /** Two chains that were written in turn, so that their payloads stand in the same files; all of it in tables. */
    private SampleChain written(int events, int payload, int otherEvents) {
        SampleChain chain;
        try (RedoLog log = open()) {
            chain = new SampleChain(log, "stripped", random).createdIn(log);
            SampleChain other = new SampleChain(log, "other", random).createdIn(log);
            for (int i = 0; i < 4; i++) {
                fill(log, chain, events / 4, payload, stripped);
                fill(log, other, otherEvents / 4, payload, others);
            }
        }
        open().close();
        return chain;
    }

    private static boolean isKept(long sequence) {
        return sequence % KEPT == 0;
    }

    /** Most of the values go. */
    private static void strip(RedoLog log, SampleChain chain) {
        List<LogEntry> strips = new ArrayList<>();
        for (LogItem item : Logs.items(log, chain.number(), 0, Reading.HEADERS)) {
            StoredEvent event = (StoredEvent) item;
            if (!isKept(event.sequence()) && !event.bare()) {
                strips.add(new LogEntry.Strip(chain.number(), event.stripped()));
            }
        }
        if (!strips.isEmpty()) {
            assertThat(chain.append(log, strips.toArray(LogEntry[]::new)).isDurable()).isTrue();
        }
    }

    private void assertHolds(RedoLog log, SampleChain chain, long events) {
        List<LogItem> items = Logs.items(log, chain.number(), 0, Reading.WHOLE);
        assertThat(items).hasSize((int) events).allSatisfy(item -> {
            StoredEvent event = (StoredEvent) item;
            assertThat(event.event().hasPayload()).as("event %s", event.sequence()).isEqualTo(isKept(event.sequence()));
        });
        SampleChain other = new SampleChain(number(log, "other"), "other", random);
        Logs.assertHolds(log, other, others);
    }

    private static long number(RedoLog log, String name) {
        return log.find(new ChainName(name)).orElseThrow().number();
    }

    /** What tables and blob files take. */
    private long bytes() {
        return bytes(".sst", ".blob");
    }

    private long bytes(String... endings) {
        return Stream.of(endings)
                .flatMap(ending -> StoreFiles.of(folder, ending).stream())
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    private void awaitBytes(long most) {
        awaitBytes(this::bytes, most);
    }

    private static void awaitBytes(LongSupplier bytes, long most) {
        long begun = System.nanoTime();
        while (bytes.getAsLong() > most) { // RocksDB removes files a little later
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("until %s bytes are no more than %s", bytes.getAsLong(), most)
                    .isLessThan(PATIENCE);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, LARGE})
    void theStoreShrinks(int payload) {
        int events = payload == LARGE ? EVENTS : 20 * EVENTS;
        SampleChain chain = written(events, payload, events / 10);
        try (RedoLog log = open()) {
            long before = bytes();
            long size = log.approximateSize(chain.number());
            strip(log, chain);
            log.reclaim(chain.number());
            awaitBytes(before * 3 / 4);
            assertThat(log.approximateSize(chain.number())).isLessThan(size * 3 / 4);
            assertHolds(log, chain, events);
        }
        try (RedoLog log = open()) {
            assertHolds(log, chain, events);
            assertThat(log.damage()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, LARGE})
    void whatIsOnlyInTheWriteAheadLogGoes(int payload) {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "stripped", random).createdIn(log);
            fill(log, new SampleChain(log, "other", random).createdIn(log), 1, payload, others);
            fill(log, chain, EVENTS, payload, stripped);
            strip(log, chain);
            log.reclaim(chain.number());
            awaitBytes(() -> bytes(".log", ".sst", ".blob"), (long) EVENTS * payload / 2);
            assertHolds(log, chain, EVENTS);
        }
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(number(log, "stripped"), "stripped", random);
            assertHolds(log, chain, EVENTS);
        }
    }

    @Test
    void payloadsOfAnotherChainAreNotCopiedForFewOfThisOne() {
        SampleChain chain = written(8, LARGE, EVENTS);
        List<Path> before = StoreFiles.of(folder, ".blob");
        try (RedoLog log = open()) {
            strip(log, chain);
            log.reclaim(chain.number());
            assertHolds(log, chain, 8);
            assertThat(StoreFiles.of(folder, ".blob")).containsAll(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, LARGE})
    void withoutRoomForTheCopyNothingIsCopied(int payload) {
        SampleChain chain = written(EVENTS, payload, 8);
        free = PLENTY / 20 + 1000;
        try (RedoLog log = open()) {
            long before = bytes();
            strip(log, chain);
            log.reclaim(chain.number());
            assertThat(bytes()).isGreaterThan(before * 9 / 10);
            assertHolds(log, chain, EVENTS);
            free = PLENTY;
            log.reclaim(chain.number());
            awaitBytes(before * 3 / 4);
            assertHolds(log, chain, EVENTS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, LARGE})
    void closingEndsIt(int payload) throws Exception {
        SampleChain chain = written(EVENTS, payload, EVENTS);
        for (int round = 0; round < 3; round++) {
            RedoLog log = open();
            strip(log, chain);
            CompletableFuture<Void> begun = new CompletableFuture<>();
            whenAskedForSpace = () -> begun.complete(null);
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> log.reclaim(chain.number()));
            begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            log.close();
            ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            try (RedoLog again = open()) {
                assertHolds(again, chain, EVENTS);
                assertThat(again.damage()).isEmpty();
            }
        }
    }

    @Test
    void readingAndAppendingGoOn() throws Exception {
        SampleChain chain = written(EVENTS, LARGE, EVENTS);
        try (RedoLog log = open()) {
            CompletableFuture<Void> reclaimed = CompletableFuture.runAsync(() -> {
                strip(log, chain);
                for (int i = 0; i < 5; i++) {
                    log.reclaim(chain.number());
                }
            });
            SampleChain third = new SampleChain(log, "third", random).createdIn(log);
            List<LogEntry.Append> appended = new ArrayList<>();
            do {
                fill(log, third, 5, LARGE, appended);
                fill(log, third, 5, 1 << 10, appended);
                Logs.assertHolds(log, third, appended);
                SampleChain other = new SampleChain(number(log, "other"), "other", random);
                Logs.assertHolds(log, other, others);
            } while (!reclaimed.isDone());
            reclaimed.get();
            assertHolds(log, chain, EVENTS);
        }
    }

    @Test
    void threadsThatComeMeanwhileLeaveTheirChainsToTheOneThatIsAtIt() throws Exception {
        SampleChain chain = written(EVENTS, LARGE, EVENTS);
        try (RedoLog log = open()) {
            long before = bytes();
            strip(log, chain);
            CompletableFuture<Void> begun = new CompletableFuture<>();
            CompletableFuture<Void> another = new CompletableFuture<>();
            whenAskedForSpace = () -> {
                begun.complete(null);
                another.join();
            };
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> log.reclaim(number(log, "other")));
            begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            log.reclaim(chain.number()); // returns, although the other one waits
            another.complete(null);
            first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            awaitBytes(before * 3 / 4);
            assertHolds(log, chain, EVENTS);
        }
    }

    /** What is lost with it is lost; all else is served and written, and no collection is begun any more. */
    @Test
    void aMissingFileOfPayloadsDoesNotKeepAnybodyFromWriting() throws IOException {
        SampleChain chain = written(EVENTS, LARGE, EVENTS);
        Files.delete(StoreFiles.of(folder, ".blob").getFirst());
        try (RedoLog log = open()) {
            strip(log, chain);
            log.reclaim(chain.number());
            SampleChain third = new SampleChain(log, "third", random).createdIn(log);
            List<LogEntry.Append> appended = new ArrayList<>();
            fill(log, third, 20, LARGE, appended);
            assertThat(log.damage()).get().asString().contains(".blob");
            log.reclaim(chain.number());
            fill(log, third, 20, 1 << 10, appended);
            Logs.assertHolds(log, third, appended);
        }
    }

    @Test
    void aDamagedTableThatIsMetIsSpared() {
        SampleChain chain = written(EVENTS, 1 << 10, EVENTS);
        Path table = StoreFiles.largest(folder, ".sst");
        byte[] damaged = stripped.get(EVENTS / 2).events().getFirst().payload().toArray();
        StoreFiles.flip(table, StoreFiles.find(table, damaged));
        try (RedoLog log = open()) {
            LogEntry[] strips = LongStream.range(1, 50)
                    .mapToObj(sequence -> (StoredEvent) log.read(chain.number(), sequence).orElseThrow())
                    .map(event -> (LogEntry) new LogEntry.Strip(chain.number(), event.stripped()))
                    .toArray(LogEntry[]::new);
            assertThat(chain.append(log, strips).isDurable()).isTrue();
            log.reclaim(chain.number());
            assertThat(log.damage()).isPresent();
            SampleChain third = new SampleChain(log, "third", random).createdIn(log);
            List<LogEntry.Append> appended = new ArrayList<>();
            fill(log, third, 20, 1 << 10, appended);
            log.reclaim(chain.number());
            fill(log, third, 20, 1 << 10, appended);
            Logs.assertHolds(log, third, appended);
        }
    }

    /** What is lost is lost, and told of where it is asked for; all else is served and written. */
    @Test
    void aDamagedPayloadThatIsMetDoesNotKeepAnybodyFromWriting() {
        SampleChain chain = written(EVENTS, LARGE, EVENTS);
        byte[] kept = stripped.get(2 * KEPT - 1).events().getFirst().payload().toArray();
        StoreFiles.of(folder, ".blob")
                .stream()
                .filter(file -> StoreFiles.holds(file, kept))
                .forEach(file -> StoreFiles.flip(file, StoreFiles.find(file, kept) + LARGE / 2));
        try (RedoLog log = open()) {
            strip(log, chain);
            log.reclaim(chain.number());
            SampleChain third = new SampleChain(log, "third", random).createdIn(log);
            List<LogEntry.Append> appended = new ArrayList<>();
            fill(log, third, 20, LARGE, appended);
            assertThat(log.read(chain.number(), 2L * KEPT).orElseThrow()).isInstanceOf(LogItem.Damaged.class);
            assertThat(log.read(chain.number(), 3L * KEPT).orElseThrow()).isInstanceOf(StoredEvent.class);
            assertThat(log.damage()).isPresent();
            log.reclaim(chain.number());
            fill(log, third, 20, 1 << 10, appended);
            Logs.assertHolds(log, third, appended);
            Logs.assertHolds(log, new SampleChain(number(log, "other"), "other", random), others);
        }
    }
}
