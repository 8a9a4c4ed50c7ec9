package io.ate;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Threads of one program that take the same lock: each has it exactly where nobody else does, and what one has given
 * back is free for the next who asks, whatever they do at once.
 */
class LinearizableLocksTest {
    private static final Chain CHAIN = Chain.temporary();
    private static final int THREADS = 3;

    /** What is locked. */
    record Door(String name) {}

    @Test
    void takingAndGivingBackTakeEffectAtOnce() {
        new StressOptions().threads(THREADS)
                .actorsPerThread(4)
                .iterations(8)
                .invocationsPerIteration(60)
                .sequentialSpecification(OneHolder.class)
                .check(Locks.class);
    }

    /** The locks of a chain. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Locks {
        private final DaoRef<Door> door = CHAIN.store(new Door("only"));
        private final AtomicReferenceArray<Optional<Lock>> held = new AtomicReferenceArray<>(8);

        /** Tells whether the thread has got the lock now. */
        @Operation
        public boolean tryLock(@Param(name = "thread") int thread) {
            Optional<Lock> lock = CHAIN.tryLock(door);
            if (lock.isPresent()) {
                held.set(thread, lock);
            }
            return lock.isPresent();
        }

        /** Tells whether the thread had it. */
        @Operation
        public boolean unlock(@Param(name = "thread") int thread) {
            Optional<Lock> lock = held.getAndSet(thread, Optional.empty());
            if (lock == null || lock.isEmpty()) {
                return false;
            }
            lock.get().close();
            return true;
        }
    }

    /** What they are to be like. */
    public static final class OneHolder {
        private int holder = -1;

        /** As a lock that is tried. */
        public boolean tryLock(int thread) {
            boolean free = holder < 0;
            holder = free ? thread : holder;
            return free;
        }

        /** As a lock that is given back by who has it, and by nobody else. */
        public boolean unlock(int thread) {
            boolean had = holder == thread;
            holder = had ? -1 : holder;
            return had;
        }
    }
}
