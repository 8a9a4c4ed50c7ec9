package io.ate.internal.queue;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.WorkQueue.Worker;
import io.ate.internal.bus.Loop;
import io.ate.internal.bus.Setbacks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A program's standing work on a queue, one item after the other. It pauses where the chain fails; where an item does,
 * it goes on with the next one. Confined to its loop's thread.
 */
final class Serving<T> implements Attendance {
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
                    var _ = queue.poll(LONG, worker, this);
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

    @Override
    public void awaits(@Nullable Bus<?> news) {
        loop.awaits(news);
    }

    @Override
    public boolean goesOn(Setback setback) {
        if (setbacks.isEnd()) {
            return false;
        }
        setbacks.over(); // of the chain: it has been reached
        tell(setback);
        return true;
    }

    /** Each item's first failure with its trace, and the others in a line. */
    private void tell(Setback setback) {
        String failure = setback.cause().toString();
        boolean first = setback.inARow() == 1;
        if (setback.fault() == Fault.SESSION) {
            LOG.atLevel(first ? Level.WARN : Level.DEBUG)
                    .log("queue {}: item {} is left to others, for want of a right: {}", name, setback.item(), failure);
        } else if (first) {
            LOG.warn("queue {}: item {} failed: {}", name, setback.item(), failure, setback.cause());
        } else {
            LOG.warn("queue {}: item {} failed, for {} times in a row: {}", name, setback.item(), setback.inARow(),
                    failure);
        }
        if (setback.givenUp()) {
            LOG.warn("queue {}: item {} is given up, and goes to {}", name, setback.item(), queue.poisoned().name());
        }
    }
}
