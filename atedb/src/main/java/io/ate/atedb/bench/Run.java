package io.ate.atedb.bench;

import io.ate.Chain;
import io.ate.Changes;
import io.ate.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts a load on a chain and measures it. Confined to one thread; clients and readers run on virtual ones of their own.
 */
public final class Run {
    private final Load load;
    private final IntFunction<Seat> connect;

    /** @param connect opens the chain of that number, from 0, over a connection of its own */
    public Run(Load load, IntFunction<Seat> connect) {
        this.load = load;
        this.connect = connect;
    }

    /** Runs the load. Interrupted, it ends early and throws. */
    public Result measure() throws InterruptedException {
        List<Seat> opened = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor(); Closing _ = new Closing(opened)) {
            List<Chain> writing = connect(load.clients(), opened);
            List<Changes> reading = connect(load.readers(), opened).stream()
                    .map(chain -> chain.changes(Position.NOW))
                    .toList();
            Window window = Window.of(load, System.nanoTime());
            Measured answers = new Measured(window);
            Measured arrivals = new Measured(window);
            List<Callable<@Nullable Void>> work = new ArrayList<>();
            reading.forEach(changes -> work.add(new Follower(changes, window, arrivals)));
            writing.forEach(chain -> work.add(new Writer(chain, load, window, answers)));
            runAll(threads, work);
            return result(answers, arrivals);
        }
    }

    private List<Chain> connect(int count, List<Seat> opened) {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Seat seat = connect.apply(i % load.chains());
            opened.add(seat);
            chains.add(seat.chain());
        }
        return chains;
    }

    /** Ends with the first failure: then the others are interrupted. */
    private static void runAll(ExecutorService threads, List<Callable<@Nullable Void>> work)
            throws InterruptedException {
        ExecutorCompletionService<@Nullable Void> ended = new ExecutorCompletionService<>(threads);
        work.forEach(ended::submit);
        boolean done = false;
        try {
            for (int i = 0; i < work.size(); i++) {
                ended.take().get();
            }
            done = true;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure
                    : new IllegalStateException("the load ended early", e);
        } finally {
            if (!done) {
                threads.shutdownNow();
            }
        }
    }

    private Result result(Measured answers, Measured arrivals) {
        long began = System.nanoTime();
        try (Seat again = connect.apply(0)) {
            double seconds = (System.nanoTime() - began) / 1e9;
            return new Result(load, answers.count(), answers.nanos(), arrivals.count(), arrivals.nanos(), seconds,
                    again.chain().sequence());
        }
    }

    /** Closes what was opened, last first. */
    private record Closing(List<Seat> opened) implements AutoCloseable {
        @Override
        public void close() {
            opened.reversed().forEach(Seat::close);
        }
    }
}
