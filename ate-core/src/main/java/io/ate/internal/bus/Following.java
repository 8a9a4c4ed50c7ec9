package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.Change;
import io.ate.CompactedException;
import io.ate.Dio;
import io.ate.Follower;
import io.ate.Registration;
import io.ate.internal.dao.Interruption;
import java.util.Objects;

/**
 * A program's following of a bus under a name: change after change, each in one commit with the move of the checkpoint.
 * Any number of programs may follow under one name; whoever comes second finds the checkpoint moved, and goes on behind
 * it. Confined to its loop's thread.
 */
public final class Following<T> {
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
        NamedCheckpoint checkpoint = new NamedCheckpoint(chain, name);
        return Loop.start("follower " + name,
                loop -> new Following<>(chain, checkpoint, source, follower, loop).run());
    }

    private void run() {
        while (!loop.isStopping()) {
            try {
                follow(checkpoint.reached());
            } catch (Throwable e) { // also of the source, which is the program's
                setbacks.add(e);
            }
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
                    Reached stands = attempt(new Step<>(checkpoint, change, done, next, this::act),
                            new Step<>(checkpoint, change, done, next, (_, _) -> {
                                // a later change says what has become of the object
                            }));
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

    /**
     * Where the checkpoint stands after an attempt, which may have failed.
     *
     * @param passing over the change, if its value has been removed since it was told
     */
    private Reached attempt(Step<T> step, Step<T> passing) {
        try {
            Reached stands = commit(step, passing);
            setbacks.over();
            return stands;
        } catch (Throwable e) { // which is more than the compiler knows of
            setbacks.add(e);
            return step.expected();
        }
    }

    private Reached commit(Step<T> step, Step<T> passing) throws Exception {
        try {
            return chain.commit(step);
        } catch (CompactedException e) {
            if (!PastVersion.isGone(step.change())) {
                throw e; // the follower looked at something else
            }
            return chain.commit(passing); // nobody can act on what it was any more
        }
    }

    private void act(Dio dio, Change<T> change) throws Exception {
        try {
            follower.on(dio, change);
        } finally {
            Interruption.forget();
        }
    }

    /** The checkpoint's own moves are changes, too: who follows everything would never come to an end. */
    private static boolean isOfCheckpoint(Change<?> change) {
        return change instanceof Change.Stored<?> && change.ref().type().name().equals(Reached.TYPE);
    }
}
