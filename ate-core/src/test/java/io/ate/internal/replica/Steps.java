package io.ate.internal.replica;

import io.ate.internal.lock.Timer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** Runs the tasks of all sides one after the other on the test's thread, in the order in which they came. */
final class Steps implements Executor, Delays {
    private final Timer timer = new Timer() {
        @Override
        public long now() {
            return now;
        }

        @Override
        public Timer.Pending after(long millis, Runnable task) {
            return Steps.this.after(millis, task)::cancel;
        }
    };
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    /** In the year 2100 to begin with: whatever tests write as the time of a commit is of the past. */
    private long now = 4_102_444_800_000L;
    private long alarmsSet;

    private record Alarm(long time, long order, Runnable task) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.addLast(task);
    }

    @Override
    public Delays.Pending after(long millis, Runnable task) {
        Alarm alarm = new Alarm(now + millis, alarmsSet++, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    /** How many tasks are to run later. */
    int pending() {
        return alarms.size();
    }

    /** The same time for who wants to know no dates. */
    Timer timer() {
        return timer;
    }

    long now() {
        return now;
    }

    /** Runs what waits; false if nothing did. */
    boolean run() {
        boolean ran = false;
        for (Runnable next = tasks.pollFirst(); next != null; next = tasks.pollFirst()) {
            next.run();
            ran = true;
        }
        return ran;
    }

    /** Runs so many of those that wait, at most. */
    void runSome(int most) {
        for (int i = 0; i < most && !tasks.isEmpty(); i++) {
            tasks.removeFirst().run();
        }
    }

    /** Lets so much time pass that what was to run within it has come due, one alarm after the other. */
    void pass(long millis, Runnable settle) {
        long end = now + millis;
        settle.run();
        for (Alarm next = alarms.peek(); next != null && next.time <= end; next = alarms.peek()) {
            alarms.remove();
            now = Math.max(now, next.time);
            next.task.run();
            settle.run();
        }
        now = end;
    }
}
