package io.ate.internal.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * All threads of a server on one: whatever waits anywhere may run next, as the seed says. Confined to one thread.
 */
final class Scheduler {
    private final Random random;
    private final List<Lane> lanes = new ArrayList<>();
    private boolean onThread;

    Scheduler(long seed) {
        random = new Random(seed);
    }

    /** Tasks that wait for a thread. */
    private static final class Lane implements Executor {
        private final boolean inOrder;
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        private Lane(boolean inOrder) {
            this.inOrder = inOrder;
        }

        @Override
        public void execute(Runnable task) {
            tasks.addLast(task);
        }
    }

    /** A pool of threads: tasks may overtake one another. */
    Executor pool() {
        return lane(false);
    }

    /** One thread: tasks run in their order. */
    Executor thread() {
        return lane(true);
    }

    private Lane lane(boolean inOrder) {
        Lane lane = new Lane(inOrder);
        lanes.add(lane);
        return lane;
    }

    /** Runs one task of those that wait; false if none does. */
    boolean step() {
        List<Lane> ready = lanes.stream().filter(lane -> !lane.tasks.isEmpty()).toList();
        if (ready.isEmpty()) {
            return false;
        }
        Lane lane = ready.get(random.nextInt(ready.size()));
        if (!lane.inOrder) {
            for (int turn = random.nextInt(lane.tasks.size()); turn > 0; turn--) {
                lane.tasks.addLast(lane.tasks.removeFirst());
            }
        }
        onThread = lane.inOrder;
        try {
            lane.tasks.removeFirst().run();
        } finally {
            onThread = false;
        }
        return true;
    }

    /** Tells whether a single {@link #thread()} is at work now, on which others wait, and not a pool. */
    boolean isOnThread() {
        return onThread;
    }
}
