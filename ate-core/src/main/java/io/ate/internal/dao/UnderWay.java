package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The commits that no thread waits for, each until the last copy of it is answered: what was sealed with the wrong key
 * is sent again. Thread-safe.
 */
final class UnderWay {
    private final Set<Sent> sent = ConcurrentHashMap.newKeySet();

    /** One of them. */
    final class Sent {
        private final CountDownLatch answered = new CountDownLatch(1);

        /** It is answered, or will never be; again does nothing. */
        void answered() {
            sent.remove(this);
            answered.countDown();
        }
    }

    /** One more is about to be sent. */
    Sent begin() {
        Sent begun = new Sent();
        sent.add(begun);
        return begun;
    }

    /** Waits until all that are under way now are answered, and tells whether they were before the deadline. */
    boolean await(Deadline deadline) throws InterruptedException {
        for (Sent each : List.copyOf(sent)) {
            if (!each.answered.await(deadline.remaining(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }
}
