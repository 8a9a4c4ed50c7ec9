package io.ate.internal.service;

import io.ate.Reason;
import io.ate.internal.event.Bounds;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.PlacedCall;
import io.ate.internal.wire.Slice;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What comes for one call, until somebody takes it. Thread-safe. */
final class Inbox implements PlacedCall.Caller {
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final AtomicLong room;

    /** Something that came. */
    sealed interface News {
        /** A part of a reply, as it came. */
        record Said(long after, Slice bytes) implements News {}

        /** There is no reply. */
        record Refused(Reason reason, String text) implements News {}

        /** Nothing goes on for the chain. */
        record Ended(RuntimeException cause) implements News {}
    }

    /** @param window how many bytes may come before more are allowed */
    Inbox(int window) {
        room = new AtomicLong(window);
    }

    @Override
    public void replied(long after, Slice said) {
        // The last part that is allowed may be longer than what is left.
        if (room.getAndAdd(-said.length()) + Bounds.ENCODED_EPHEMERAL < 0) {
            news.add(new News.Refused(Reason.SERVICE_GONE, "the server sends more than it was allowed to"));
        } else {
            news.add(new News.Said(after, said));
        }
    }

    @Override
    public void refused(Reason reason, String text) {
        news.add(new News.Refused(reason, text));
    }

    @Override
    public void ended(RuntimeException cause) {
        news.add(new News.Ended(cause));
    }

    /** So many bytes more may come. */
    void allow(int bytes) {
        room.addAndGet(bytes);
    }

    /** What came next, or null if nothing did by the deadline. */
    @Nullable
    News take(Deadline deadline) throws InterruptedException {
        return news.poll(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
    }
}
