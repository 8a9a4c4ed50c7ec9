package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.WorkQueue.Worker;
import io.ate.internal.bus.Loop;
import io.ate.internal.bus.Patience;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program's standing work on a queue, one item after the other. Confined to its loop's thread. */
final class Serving<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final Duration LONG = Duration.ofDays(1);

    private final Chain chain;
    private final CollectionQueue<T> queue;
    private final String name;
    private final Worker<T, ?> worker;
    private final Loop loop;
    private int setbacks;

    Serving(Chain chain, CollectionQueue<T> queue, String name, Worker<T, ?> worker, Loop loop) {
        this.chain = chain;
        this.queue = queue;
        this.name = name;
        this.worker = worker;
        this.loop = loop;
    }

    void run() {
        try {
            while (!loop.isStopping()) {
                try {
                    var _ = queue.poll(LONG, worker, loop::awaits);
                    setbacks = 0;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception | Error e) {
                    setback(e);
                }
            }
        } catch (InterruptedException _) { // nobody interrupts this thread but its end
            LOG.warn("queue {} is not served any more, since its thread was interrupted", name);
        }
    }

    /** Waits for a while, unless nothing goes on from here. */
    private void setback(Throwable cause) throws InterruptedException {
        if (loop.isStopping()) {
            return;
        }
        try {
            var _ = chain.sequence();
        } catch (RuntimeException end) {
            LOG.info("queue {} is not served any more: {}", name, end.getMessage());
            loop.stop();
            return;
        }
        setbacks++;
        LOG.warn("work on queue {} failed, {} times in a row: {}", name, setbacks, cause.toString(), cause);
        loop.pause(Patience.after(setbacks));
    }
}
