package io.ate.atedb.transfer;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.Type;
import io.ate.atedb.json.JsonLines;
import io.ate.atedb.json.UnreadableLineException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Stores lines as objects, many to a commit and many commits under way at once, in the order of the lines. Confined to
 * one thread, but for {@link #stored}, which others may ask for meanwhile.
 *
 * <p>
 * A server that goes away is waited for: the chain sends what was not answered again. A commit that was refused because
 * others write the same objects, or because one before it was, is run again when those before it are through.
 */
public final class Importer {
    private static final int MOST_BYTES = 1 << 20;
    private static final int IN_FLIGHT = 32;

    private final Chain chain;
    private final Type<JsonNode> type;
    private final Optional<LineNames> names;
    private final int batchSize;
    private final Consumer<Counts> progress;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final List<JsonLines.Line> collected = new ArrayList<>();
    private int bytes;
    private volatile Stored stored = Stored.NOTHING;
    private boolean gap;

    /**
     * @param chain waits as long as its deadline says for each commit
     * @param names what names the objects; without it each line is a new object
     * @param batchSize lines to a commit
     * @param progress is told whenever a commit is durable
     */
    public Importer(Chain chain, Type<JsonNode> type, Optional<LineNames> names, int batchSize,
            Consumer<Counts> progress) {
        this.chain = chain;
        this.type = type;
        this.names = names;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /**
     * What is known to be durable.
     *
     * @param through all lines up to this one are; of those behind it some may be, too, where the server refused others
     */
    public record Stored(Counts counts, long through) {
        public static final Stored NOTHING = new Stored(Counts.NONE, 0);
    }

    /** A commit that was not answered yet. */
    private record Sent(Batch batch, CompletableFuture<Counts> answer) {}

    /**
     * Stores all lines; when it returns they are durable. Where it ends early, by a bad line or because it was
     * interrupted, what was sent before that is answered first, so that {@link #stored} tells what is there.
     */
    public Stored run(JsonLines lines) throws IOException, InterruptedException {
        try {
            sendAll(lines);
            settleAll();
        } catch (AteException | IOException | InterruptedException e) {
            settleRest(e);
            throw e;
        }
        return stored;
    }

    /** What is known to be durable so far. Thread-safe. */
    public Stored stored() {
        return stored;
    }

    private void sendAll(JsonLines lines) throws IOException, InterruptedException {
        try {
            for (Optional<JsonLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (names.isPresent()) {
                    var _ = names.get().of(line.get()); // now, while what stands before it can be told apart
                }
                collected.add(line.get());
                bytes += line.get().length();
                if (collected.size() == batchSize || bytes >= MOST_BYTES) {
                    sendCollected();
                }
            }
        } catch (UnreadableLineException e) {
            sendCollected(); // what stands before it is good
            throw e;
        }
        sendCollected();
    }

    private void sendCollected() throws InterruptedException {
        if (!collected.isEmpty()) {
            Batch batch = new Batch(type, names, collected);
            collected.clear();
            bytes = 0;
            send(batch);
        }
    }

    private void settleAll() throws InterruptedException {
        while (!inFlight.isEmpty()) {
            settleOldest();
        }
    }

    private void settleRest(Exception reason) {
        var _ = Thread.interrupted(); // the interruption was heard; what is under way is still to be answered
        while (!inFlight.isEmpty()) {
            try {
                settleOldest();
            } catch (AteException e) {
                reason.addSuppressed(e);
            } catch (InterruptedException e) {
                reason.addSuppressed(e);
                return;
            }
        }
    }

    private void send(Batch batch) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("between two commits");
        }
        while (inFlight.size() >= IN_FLIGHT || isOldestAnswered()) {
            settleOldest();
        }
        try {
            inFlight.addLast(new Sent(batch, chain.commitAsync(batch)));
        } catch (IllegalArgumentException e) { // a name or a value that does not fit into an object
            throw new AteException(batch + ": " + e.getMessage(), e);
        }
    }

    private boolean isOldestAnswered() {
        Sent oldest = inFlight.peekFirst();
        return oldest != null && oldest.answer().isDone();
    }

    private void settleOldest() throws InterruptedException {
        awaitAnswer(inFlight.getFirst()); // who is interrupted here has it still in flight
        Sent oldest = inFlight.removeFirst();
        boolean durable = false;
        try {
            Counts counts = stored.counts().plus(answer(oldest));
            durable = true;
            stored = new Stored(counts, gap ? stored.through() : oldest.batch().last());
        } finally {
            gap |= !durable;
        }
        progress.accept(stored.counts());
    }

    private static void awaitAnswer(Sent sent) throws InterruptedException {
        try {
            sent.answer().get();
        } catch (ExecutionException _) {
            // an answer, too
        }
    }

    private Counts answer(Sent sent) throws InterruptedException {
        try {
            return sent.answer().get();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                // behind a line that is not stored, no other is sent again: it would overtake it
                case CommitRejectedException refused when refused.reason().isRetryable() && !gap ->
                        chain.commit(sent.batch());
                case AteException failure -> throw failure;
                case null, default -> throw new IllegalStateException(sent.batch() + " could not be stored", e);
            };
        }
    }
}
