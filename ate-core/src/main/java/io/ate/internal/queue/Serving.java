package io.ate.internal.queue;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.internal.bus.LoggedFailure;
import io.ate.internal.bus.Loop;
import io.ate.internal.bus.Setbacks;
import io.ate.internal.bus.ToldFailure;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A program's standing work on a queue, one item after the other. It pauses where the chain fails; where an item does,
 * it goes on with the next one. Confined to its loop's thread.
 *
 * <p>
 * Where several work beside one another, one of them leads: it alone looks for an item, and waits for one. As soon as
 * it has one, another one leads.
 */
final class Serving<T, X extends Exception> implements Attendance {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final Duration LONG = Duration.ofDays(1);

    private final CollectionQueue<T> queue;
    private final String name;
    private final Job<T, X> job;
    private final Loop loop;
    private final Semaphore lead;
    private final Setbacks setbacks;
    private boolean leads;
    private boolean told;

    /**
     * Work that has not begun.
     *
     * @param name for the log
     * @param lead a permit for all who work beside one another
     */
    Serving(String name, Chain chain, CollectionQueue<T> queue, Job<T, X> job, Loop loop, Semaphore lead) {
        this.queue = queue;
        this.name = name;
        this.job = job;
        this.loop = loop;
        this.lead = lead;
        this.setbacks = new Setbacks(chain, loop, "work on " + name);
    }

    void run() {
        try {
            lead();
            while (!loop.isStopping()) {
                attempt();
                lead();
            }
        } finally {
            begins();
        }
    }

    private void attempt() {
        told = false;
        try {
            var _ = queue.poll(LONG, job, this);
            setbacks.over();
        } catch (Throwable e) { // which is more than the compiler knows of
            if (!told) {
                setbacks.add(e);
            }
        }
    }

    private void lead() {
        if (!leads) {
            lead.acquireUninterruptibly();
            leads = true;
        }
    }

    @Override
    public boolean isOver() {
        return loop.isStopping();
    }

    @Override
    public void awaits(@Nullable Bus<?> news) {
        loop.awaits(news);
    }

    @Override
    public void begins() {
        if (leads) {
            leads = false;
            lead.release();
        }
    }

    @Override
    public void setBack(Setback setback) {
        told = !setbacks.isEnd();
        if (told) {
            setbacks.over(); // of the chain: it has been reached
            tell(setback);
        }
    }

    /** Each item's first failure with its trace, and the others in a line. */
    private void tell(Setback setback) {
        String failure = ToldFailure.of(setback.cause()).toString();
        boolean first = setback.inARow() == 1;
        if (setback.fault() == Fault.SESSION) {
            LOG.atLevel(first ? Level.WARN : Level.DEBUG)
                    .log("{}: item {} is left to others, for want of a right: {}", name, setback.item(), failure);
        } else if (first) {
            LOG.warn("{}: item {} failed: {}", name, setback.item(), failure,
                    LoggedFailure.of(setback.cause()));
        } else {
            LOG.warn("{}: item {} failed {} times in a row: {}", name, setback.item(), setback.inARow(),
                    failure);
        }
        if (setback.givenUp()) {
            LOG.warn("{}: item {} is given up, and goes to {}", name, setback.item(), queue.poisoned().name());
        }
    }
}
