package io.ate.internal.simulation;

import io.ate.internal.lock.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next. Tasks wait in queues; at each step the next task of a queue drawn by chance runs, and when
 * nothing waits, time goes on to the next alarm. So threads that might overtake one another do, in every order that
 * chance finds, and the same seed finds the same order again.
 */
final class Schedule {
    private final RandomGenerator random;
    private final List<Deque<Runnable>> ready = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    /** In the year 2100 to begin with: whatever tests write as the time of a commit is of the past. */
    private long now = 4_102_444_800_000L;
    private long steps;
    private long alarmsSet;
    private @Nullable AssertionError failure;

    private record Alarm(long time, long order, Runnable task) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
        }
    }

    Schedule(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    RandomGenerator random() {
        return random;
    }

    /** Milliseconds of virtual time. */
    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** Tells whether something that happens once in {@code n} times happens now. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** A number from {@code from} up to and including {@code to}. */
    long between(long from, long to) {
        return random.nextLong(from, to + 1);
    }

    /** An executor that keeps the order of its tasks, as a thread does, for a process while that is alive. */
    Executor thread(Program process) {
        Deque<Runnable> queue = new ArrayDeque<>();
        return task -> {
            if (queue.isEmpty()) {
                ready.add(queue);
            }
            queue.addLast(process.guard(task));
        };
    }

    /** An executor whose tasks run in any order, as on a pool of threads. */
    Executor pool(Program process) {
        return task -> {
            Deque<Runnable> queue = new ArrayDeque<>(1);
            queue.addLast(process.guard(task));
            ready.add(queue);
        };
    }

    /** Has {@code task} run when so many milliseconds have passed. */
    void after(long delay, Runnable task) {
        alarms.add(new Alarm(now + delay, alarmsSet++, task));
    }

    /** The time by which leases go, for a process while that is alive. */
    Timer timer(Program process) {
        return new Timer() {
            @Override
            public long now() {
                return now;
            }

            @Override
            public Pending after(long millis, Runnable task) {
                AtomicBoolean cancelled = new AtomicBoolean();
                Schedule.this.after(millis, process.guard(() -> {
                    if (!cancelled.get()) {
                        task.run();
                    }
                }));
                return () -> cancelled.set(true);
            }
        };
    }

    /** Ends the run at the next step, for what swallows what is thrown at it. */
    void fail(String why) {
        failure = new AssertionError(why);
    }

    /** Runs one task; false if nothing is left to do, ever. */
    boolean step() {
        steps++;
        if (failure != null) {
            throw failure;
        }
        if (ready.isEmpty()) {
            Alarm next = alarms.poll();
            if (next == null) {
                return false;
            }
            now = Math.max(now, next.time);
            next.task.run();
            return true;
        }
        int index = random.nextInt(ready.size());
        Deque<Runnable> queue = ready.get(index);
        Runnable task = queue.removeFirst();
        if (queue.isEmpty()) {
            ready.set(index, ready.getLast());
            ready.removeLast();
        }
        task.run();
        return true;
    }

    /** What ends all at once: the tasks of a dead process do nothing. */
    static final class Program {
        private boolean dead;

        void kill() {
            dead = true;
        }

        boolean isDead() {
            return dead;
        }

        private Runnable guard(Runnable task) {
            return () -> {
                if (!dead) {
                    task.run();
                }
            };
        }
    }
}
