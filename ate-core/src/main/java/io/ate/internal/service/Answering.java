package io.ate.internal.service;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.Service;
import io.ate.internal.queue.CollectionQueue;
import io.ate.internal.queue.Job;
import io.ate.internal.replica.Deadline;
import java.time.InstantSource;

/**
 * One program's replying to durable requests: takes each from the queue that they wait in, has the handler reply, and
 * removes it with the commit that stores the reply. So a request has one reply, however many programs began it. Notes
 * in the chain that it begins, and does not wait for that. Thread-safe.
 */
public final class Answering<Q, A> implements Job<Q, Exception> {
    private final Chain chain;
    private final Mailbox<Q, A> mailbox;
    private final Handling<Q, A> handling;
    private final InstantSource clock;
    private final String program;
    private final Sweeping sweeping;

    /** When the handler is run. */
    public sealed interface Handling<Q, A> {
        /** Before the commit that stores its reply. */
        record Before<Q, A>(Service.CallHandler<? super Q, ? extends A> handler) implements Handling<Q, A> {}

        /** As part of that. */
        record Within<Q, A>(Service.CommitHandler<? super Q, ? extends A> handler) implements Handling<Q, A> {}
    }

    /**
     * Replies to nothing yet.
     *
     * @param chain whose commits are durable when they return
     * @param program a random number that this serving goes by in the chain
     */
    public Answering(Chain chain, Service<Q, A> service, Handling<Q, A> handling, InstantSource clock,
            PrimaryKey program) {
        this.chain = chain;
        this.mailbox = new Mailbox<>(service, service.in(chain));
        this.handling = handling;
        this.clock = clock;
        this.program = program.toString();
        this.sweeping = new Sweeping(chain, mailbox, Deadline::clock);
    }

    /** Begins to reply to requests, up to so many at a time. */
    public Registration begin(int most) {
        DaoRef<?> box = chain.<DaoRef<?>, RuntimeException>commit(dio -> mailbox.open(dio, chain.session()).ref());
        return CollectionQueue.of(chain, box, mailbox.requests(), clock)
                .serve("durable requests to " + mailbox.service().name(), this, most);
    }

    @Override
    public Attempt<Exception> on(DaoRef<Q> item) {
        return new Answer<>(this, item);
    }

    Chain chain() {
        return chain;
    }

    Mailbox<Q, A> mailbox() {
        return mailbox;
    }

    Handling<Q, A> handling() {
        return handling;
    }

    InstantSource clock() {
        return clock;
    }

    /** What it goes by in the chain. */
    String program() {
        return program;
    }

    Sweeping sweeping() {
        return sweeping;
    }
}
