package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.WorkQueue.Worker;
import io.ate.internal.bus.Loop;
import io.ate.internal.bus.Setbacks;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program's standing work on a queue, one item after the other. Confined to its loop's thread. */
final class Serving<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final Duration LONG = Duration.ofDays(1);

    private final CollectionQueue<T> queue;
    private final String name;
    private final Worker<T, ?> worker;
    private final Loop loop;
    private final Setbacks setbacks;

    Serving(Chain chain, CollectionQueue<T> queue, String name, Worker<T, ?> worker, Loop loop) {
        this.queue = queue;
        this.name = name;
        this.worker = worker;
        this.loop = loop;
        this.setbacks = new Setbacks(chain, loop, "work on queue " + name);
    }

    void run() {
        try {
            while (!loop.isStopping()) {
                try {
                    var _ = queue.poll(LONG, worker, loop::awaits);
                    setbacks.over();
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception | Error e) {
                    setbacks.add(e);
                }
            }
        } catch (InterruptedException _) { // nobody interrupts this thread but its end
            LOG.warn("queue {} is not served any more, since its thread was interrupted", name);
        }
    }
}
