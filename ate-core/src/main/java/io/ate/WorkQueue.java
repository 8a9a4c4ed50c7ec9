package io.ate;

import java.time.Duration;
import java.time.Instant;

/**
 * A collection whose children are to be worked on, each once, by any number of programs. What a {@link Worker} writes
 * in the chain and the removal of the item are one commit: effects in the chain happen exactly once, effects outside at
 * least once. Adding is {@code dio.load(owner).in(field).add(item)}. Thread-safe.
 *
 * <p>
 * Of a program that ends, or loses its chain, in the middle of its work nothing is stored, and another one takes the
 * item. One consumer takes items in the order in which they were added; where several meet, each takes one of the first
 * ones, 64 at most, so that they seldom meet again, and the order is approximate.
 *
 * <p>
 * An item of which nothing came is left alone for a while by this program, a tenth of a second at first, then twice as
 * long each time, up to ten minutes;
 * others are worked on meanwhile. What the worker threw counts as its failure, in the chain, and so does a commit that
 * is too large or that a validator refused. After {@linkplain #poisonAfter so many} it goes to {@link #poisoned()}, its
 * value with its rules and its {@link #FAILURES}, but without anything else that hung below it. What this session has
 * no right to read or to remove is no failure: it is told to the log once, and left to others.
 *
 * {@snippet :
 * WorkQueue<Order> orders = chain.queue(shop, Shop.ORDERS);
 * orders.process((dio, order) -> dio.load(shop).in(Shop.BILLS).add(order.value().bill()));
 * }
 */
public interface WorkQueue<T> {
    /** The failures so far of an item that is still to be worked on, or was given up. */
    Field.Vec<Failure> FAILURES = Field.vec("ate.failures", Failure.class);

    /**
     * Works on one item, waiting for one as long as it takes. Belongs to the calling thread, and may be interrupted.
     * After an exception the next call takes another item, if there is one.
     *
     * @throws X what the worker threw; the item stays, and the failure counts
     * @throws AteException what {@link Chain#commit} throws; the item stays, unless the outcome is unknown
     * @throws NoWriteAuthorityException if the session may not remove an item that is there; it is left to others
     * @throws NoSuchObjectException if the owner of the collection does not exist, or ends while this waits
     */
    <X extends Exception> void process(Worker<T, X> worker) throws X, InterruptedException;

    /**
     * Works on one item, waiting for one as long as {@code timeout}, and not at all if that is zero or less; see
     * {@link #process}. A server that does not answer is waited for as long, two seconds at least; then that is a
     * {@link ChainUnavailableException}. What is worked on is waited for as long as the chain's handle waits.
     *
     * @return whether there was one
     */
    <X extends Exception> boolean poll(Duration timeout, Worker<T, X> worker) throws X, InterruptedException;

    /**
     * Works on items, one at a time, in a thread of its own until that is closed or the chain is, and goes on after
     * failures, which are told to the log: with other items where one failed, and after a pause where the chain did.
     * Closing waits for the item that is being worked on. Only closing ends it: whoever interrupts such a thread cuts
     * short what the worker does, and nothing else.
     */
    default Registration serve(Worker<T, ?> worker) {
        return serve(1, worker);
    }

    /**
     * Works on items, up to so many at a time, each in a thread of its own; all else is as with {@link #serve(Worker)}.
     * An item takes two answers of a server, one for its lock and one for its commit, in which others are worked on
     * meanwhile. They begin in order, and end as they end.
     *
     * @throws IllegalArgumentException if {@code atATime} is less than 1
     */
    Registration serve(int atATime, Worker<T, ?> worker);

    /**
     * The same queue, where an item is given up after so many failures; 10 if nothing else is said.
     *
     * @throws IllegalArgumentException if {@code failures} is less than 1
     */
    WorkQueue<T> poisonAfter(int failures);

    /** Where items go that were given up: a collection of the same owner. To have one tried again, add it again. */
    Field.Vec<T> poisoned();

    /** What is done with an item. */
    @FunctionalInterface
    interface Worker<T, X extends Exception> {
        /**
         * Works on {@code item}, which is removed by the commit of {@code dio} if this returns, with all that this
         * made of it and put below it. To keep it, move it out of the queue: that counts as its removal. What is below
         * it goes along, also its {@link #FAILURES}, which count in a queue that it comes to.
         *
         * <p>
         * To have it done later, put its value into the queue once more: a move to where it is does nothing.
         */
        void work(Dio dio, Dao<T> item) throws X;
    }

    /**
     * What a worker threw.
     *
     * @param error the class of the exception
     */
    @TypeName("ate.failure")
    record Failure(String error, String message, Instant when) {}
}
