package io.ate.atedb;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;

/** What a process says on standard error, collected as it comes. Thread-safe. */
final class ErrorText {
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    ErrorText(BufferedReader reader) {
        var _ = Thread.ofVirtual().start(() -> collect(reader));
    }

    private void collect(BufferedReader reader) {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line + "\n");
            }
        } catch (IOException e) {
            add(e + "\n");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        text.append(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until it said that. */
    synchronized void await(String part, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (text.indexOf(part) < 0) {
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                throw new IllegalStateException("it did not say \"" + part + "\", but: " + text);
            }
            wait(left / 1_000_000 + 1);
        }
    }

    /** What it said so far. */
    synchronized String soFar() {
        return text.toString();
    }

    /** All that it said, waiting for the end. */
    synchronized String whole() throws InterruptedException {
        while (!ended) {
            wait();
        }
        return text.toString();
    }
}
