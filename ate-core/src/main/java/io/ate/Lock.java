package io.ate;

/**
 * A lock on an object, held until it is closed or lost. Thread-safe.
 *
 * <p>
 * It excludes everybody else who locks the same object: other programs, other sessions and other threads of this one.
 * It does not keep anybody from writing the object without a lock; what is to take effect only under the lock names it
 * by {@link Dio#relyOn}, and is refused where the lock is not held any more.
 *
 * <p>
 * The server gives a lock for a {@linkplain AteConfig#lease lease}, which is renewed as long as this program runs and
 * is connected. A lock whose lease could not be renewed in time is lost here before the server gives it to anybody
 * else. It is also lost when its object is deleted, by this program or another, alone or with what that hangs below;
 * when the server is started anew, as soon as this program hears of it; and when the chain, the client, or the handle
 * that the lock was taken through is closed before the lock. Who gets a lock reads everything that was committed under
 * it before.
 *
 * {@snippet :
 * try (Lock lock = chain.lock(till)) {
 *     chain.run(dio -> {
 *         dio.relyOn(lock);
 *         dio.load(till).update(Till::counted);
 *     });
 * }
 * }
 */
public interface Lock extends AutoCloseable {
    /** The object that is locked. */
    DaoRef<?> ref();

    /** Tells this lock from all that were given before and after it. */
    Fence fence();

    /**
     * Tells whether the lock is held, as far as this program can know: as long as its lease lasts and nobody has said
     * otherwise. Where the whole machine may be suspended, only the server knows.
     */
    boolean isHeld();

    /**
     * Has {@code told} run once, on a thread of its own, when the lock is lost before it is closed; at once if it is
     * lost already.
     */
    Registration whenLost(Runnable told);

    /**
     * Gives the lock back, after what was committed under it and is still under way. Does not wait. Closing again, or
     * closing what is lost, does nothing.
     */
    @Override
    void close();

    /**
     * The number of a lock: of two locks on one object of one chain the later one has the greater fence. So others than
     * the chain can refuse who comes late, too: they remember the greatest fence that they have seen. Immutable.
     *
     * @param start how often the server's store had been started when the lock was given
     * @param counter counts the locks given since
     */
    record Fence(long start, long counter) implements Comparable<Fence> {
        @Override
        public int compareTo(Fence other) {
            return start != other.start ? Long.compare(start, other.start) : Long.compare(counter, other.counter);
        }
    }
}
