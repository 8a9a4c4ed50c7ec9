package io.ate.benchmarks;

import io.ate.StoreFailedException;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.RocksRedoLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The redo log on disk: durable commits of one event of 1 KiB, with so many waiting at the same time; and scans of a
 * million events of 256 bytes, facts and seals decoded.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class RedoLogBenchmark {
    private static final int APPENDS = 10_000;
    private static final int EVENTS = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(APPENDS)
    public void appendDurably(Appending state) throws InterruptedException {
        for (int i = 0; i < APPENDS; i++) {
            state.room.acquire();
            LogSample chain = state.chains.get(i % Appending.CHAINS);
            state.log.append(chain.shard(), 1, chain.commit(1), state.completion);
        }
        // All of them, so that nothing is counted that is not durable.
        state.room.acquire(state.waiting);
        state.room.release(state.waiting);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long scan(Scanning state) {
        long bytes = 0;
        try (LogReader reader = state.log.reader(state.chain, 0, Reading.WHOLE)) {
            while (reader.next()) {
                bytes += reader.event().event().facts().time();
            }
        }
        return bytes;
    }

    /** Commits to 16 chains, with a bound on those that wait. */
    @State(Scope.Benchmark)
    @NullUnmarked
    public static class Appending {
        private static final int CHAINS = 16;
        private static final int EVENT_BYTES = 1024;

        @Param({"1", "64", "1000", "4000"})
        public int waiting;

        private final List<LogSample> chains = new ArrayList<>();
        private Path folder;
        private RedoLog log;
        private Semaphore room;
        private RedoLog.Completion completion;

        @Setup
        public void open() throws IOException {
            folder = Files.createTempDirectory("ate-benchmark");
            log = RocksRedoLog.open(folder);
            room = new Semaphore(waiting);
            completion = new Releasing(room);
            for (int i = 0; i < CHAINS; i++) {
                LogSample chain = new LogSample(log.nextChainNumber(), "benchmark/" + i, EVENT_BYTES);
                log.append(chain.shard(), 1, chain.create(), new Releasing(new Semaphore(0)));
                chains.add(chain);
            }
        }

        @TearDown
        public void close() throws IOException {
            log.close();
            delete(folder);
        }
    }

    /** A chain of a million events, in tables and not in memory. */
    @State(Scope.Benchmark)
    @NullUnmarked
    public static class Scanning {
        private static final int EVENT_BYTES = 256;

        @Param({"1", "100"})
        public int eventsOfACommit;

        private Path folder;
        private RedoLog log;
        private long chain;

        @Setup
        public void fill() throws IOException, InterruptedException {
            folder = Files.createTempDirectory("ate-benchmark");
            Semaphore room = new Semaphore(1000);
            try (RedoLog filled = RocksRedoLog.open(folder)) {
                LogSample sample = new LogSample(filled.nextChainNumber(), "benchmark", EVENT_BYTES);
                chain = sample.number();
                filled.append(sample.shard(), 1, sample.create(), new Releasing(new Semaphore(0)));
                for (int i = 0; i < EVENTS; i += eventsOfACommit) {
                    room.acquire();
                    filled.append(sample.shard(), 1, sample.commit(eventsOfACommit), new Releasing(room));
                }
            }
            log = RocksRedoLog.open(folder);
        }

        @TearDown
        public void close() throws IOException {
            log.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private record Releasing(Semaphore room) implements RedoLog.Completion {
        @Override
        public void durable() {
            room.release();
        }

        @Override
        public void failed(StoreFailedException cause) {
            throw cause;
        }
    }
}
