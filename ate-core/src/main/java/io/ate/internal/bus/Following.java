package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Follower;
import io.ate.Registration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program's following of a bus under a name: change after change, each in one commit with the move of the checkpoint.
 * Any number of programs may follow under one name; whoever comes second finds the checkpoint moved, and goes on behind
 * it. Confined to its loop's thread.
 */
public final class Following<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Chain chain;
    private final NamedCheckpoint checkpoint;
    private final Bus.Source<T> source;
    private final Follower<T> follower;
    private final Loop loop;
    private final Setbacks setbacks;

    private Following(Chain chain, NamedCheckpoint checkpoint, Bus.Source<T> source, Follower<T> follower, Loop loop) {
        this.chain = chain;
        this.checkpoint = checkpoint;
        this.source = source;
        this.follower = follower;
        this.loop = loop;
        this.setbacks = new Setbacks(chain, loop, "follower " + checkpoint.name());
    }

    /** Follows {@code source} through {@code chain}, whose commits are durable when they return. */
    public static <T> Registration start(Chain chain, String name, Bus.Source<T> source, Follower<T> follower) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(follower, "follower");
        NamedCheckpoint checkpoint = new NamedCheckpoint(chain, Objects.requireNonNull(name, "checkpoint"));
        return Loop.start("follower " + name,
                loop -> new Following<>(chain, checkpoint, source, follower, loop).run());
    }

    private void run() {
        try {
            while (!loop.isStopping()) {
                try {
                    follow(checkpoint.reached());
                } catch (RuntimeException e) {
                    setbacks.add(e);
                }
            }
        } catch (InterruptedException _) { // nobody interrupts this thread but its end
            LOG.warn("follower {} ends, since its thread was interrupted", checkpoint.name());
        }
    }

    /** Goes on from there, until the loop is to stop, or the checkpoint turns out to stand before that after all. */
    private void follow(Reached from) throws InterruptedException {
        Reached done = from;
        try (Bus<T> bus = Objects.requireNonNull(source.from(from.position()),
                () -> "the source of follower " + checkpoint.name() + " gives no bus")) {
            while (!loop.isStopping()) {
                loop.awaits(bus);
                Change<T> change = bus.take();
                loop.awaits(null);
                Reached next = Reached.of(bus.position());
                while (done.compareTo(next) < 0 && !isOfCheckpoint(change) && !loop.isStopping()) {
                    Reached stands = attempt(new Step<>(checkpoint, change, done, next, follower));
                    if (stands.compareTo(done) < 0) {
                        return; // what was seen there was a commit of this program that did not come to be
                    }
                    done = stands;
                }
            }
        } finally {
            loop.awaits(null);
        }
    }

    /** Where the checkpoint stands after an attempt, which may have failed. */
    private Reached attempt(Step<T> step) throws InterruptedException {
        try {
            Reached stands = chain.commit(step);
            setbacks.over();
            return stands;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            setbacks.add(e);
            return step.expected();
        }
    }

    /** The checkpoint's own moves are changes, too: who follows everything would never come to an end. */
    private static boolean isOfCheckpoint(Change<?> change) {
        return change instanceof Change.Stored<?> && change.ref().type().name().equals(Reached.TYPE);
    }
}
