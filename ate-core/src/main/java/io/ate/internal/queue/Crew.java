package io.ate.internal.queue;

import io.ate.Registration;
import io.ate.internal.bus.Loop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Several threads that do the same work beside one another. Where one of them ends it is for a reason that all have,
 * and they end, too. Thread-safe.
 */
final class Crew implements Registration {
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    private Crew() {}

    /** Begins the work with so many threads. */
    static Crew start(String name, int count, Consumer<Loop> work) {
        Crew crew = new Crew();
        for (int i = 0; i < count; i++) {
            crew.loops.add(Loop.start(name, loop -> {
                work.accept(loop);
                crew.stop();
            }));
        }
        return crew;
    }

    /** Has the work end, without waiting for what is being done. */
    void stop() {
        loops.forEach(Loop::stop);
    }

    /** Has the work end, and waits for what is being done, unless by one of these threads. */
    @Override
    public void close() {
        stop();
        if (loops.stream().noneMatch(Loop::isCurrent)) {
            loops.forEach(Loop::close);
        }
    }
}
