package io.ate.internal.sequence;

import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads and decodes a log on a thread of its own, so that another one can apply what was read before: opening a large
 * chain then takes as long as the slower of the two. Confined to one thread beside the one it starts.
 */
final class ReadAhead implements AutoCloseable {
    private static final int TOGETHER = 1024;
    private static final int AHEAD = 8;

    private final LogReader reader;
    private final BlockingQueue<Some> read = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;

    /** Some items; none behind the last one. A failure comes in their place. */
    private sealed interface Some {
        record Items(List<LogItem> items) implements Some {}

        record Failed(RuntimeException cause) implements Some {}
    }

    /** Begins to read; {@code reader} is this object's until it is closed, which closes the reader too. */
    ReadAhead(LogReader reader) {
        this.reader = reader;
        this.thread = Thread.ofPlatform().daemon().name("ate-read-ahead").start(this::readAll);
    }

    /** The next items in order; none behind the last one. */
    List<LogItem> next() {
        try {
            return switch (read.take()) {
                case Some.Items(List<LogItem> items) -> items;
                case Some.Failed(RuntimeException cause) -> throw cause;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a chain was being loaded", e);
        }
    }

    /** Ends the reading, read to the end or not. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }

    private void readAll() {
        try {
            boolean more = true;
            while (more) {
                List<LogItem> items = new ArrayList<>(TOGETHER);
                while (items.size() < TOGETHER && reader.next()) {
                    items.add(reader.item());
                }
                more = !items.isEmpty();
                read.put(new Some.Items(items));
            }
        } catch (InterruptedException _) {
            // Closed before the end: nobody wants the rest.
        } catch (RuntimeException e) {
            if (!read.offer(new Some.Failed(e))) {
                read.clear();
                read.add(new Some.Failed(e));
            }
        }
    }
}
