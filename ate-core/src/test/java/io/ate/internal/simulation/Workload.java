package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the clients of a simulation do, and what has to have come of it in the end. */
final class Workload {
    /** A value that tells which operation stored it. */
    record Mark(String operation, int part) {}

    /** A value that everybody changes. */
    record Counter(long count) {
        Counter next() {
            return new Counter(count + 1);
        }
    }

    /** A value that everybody overwrites. */
    record Board(String operation) {}

    /** What is known of an operation. */
    enum Answer {
        NONE, COMMITTED, REFUSED
    }

    /** One operation of one client. */
    static final class Operation {
        private final String name;
        private final SimulatedClient by;
        private final int parts;
        private final int counter;
        private Answer answer = Answer.NONE;
        private @Nullable Throwable refusal;

        private Operation(String name, SimulatedClient by, int parts, int counter) {
            this.name = name;
            this.by = by;
            this.parts = parts;
            this.counter = counter;
        }

        String name() {
            return name;
        }

        int parts() {
            return parts;
        }

        int counter() {
            return counter;
        }

        Answer answer() {
            return answer;
        }

        @Nullable
        Throwable refusal() {
            return refusal;
        }

        boolean isOpen() {
            return answer == Answer.NONE && !by.isDead();
        }

        private void answered(@Nullable Throwable error) {
            answer = error == null ? Answer.COMMITTED : Answer.REFUSED;
            refusal = error;
        }
    }

    private static final int COUNTERS = 3;

    private final Schedule schedule;
    private final List<Operation> operations = new ArrayList<>();

    Workload(Schedule schedule) {
        this.schedule = schedule;
    }

    List<Operation> operations() {
        return operations;
    }

    static int counters() {
        return COUNTERS;
    }

    static DaoRef<Counter> counter(Chain chain, int index) {
        return chain.ref(Counter.class, "counter-" + index);
    }

    /** Has {@code client} do something. */
    void act(SimulatedClient client, Chain chain) {
        switch ((int) schedule.between(0, 4)) {
            case 0 -> count(client, chain, (int) schedule.between(0, COUNTERS - 1));
            case 1, 2 -> overwrite(client, chain);
            default -> mark(client, chain, (int) schedule.between(1, 3));
        }
    }

    private void mark(SimulatedClient client, Chain chain, int parts) {
        Operation operation = begin(client, parts, -1);
        run(operation, chain, dio -> {
            for (int part = 0; part < parts; part++) {
                dio.store(new Mark(operation.name(), part));
            }
            return null;
        });
    }

    private void count(SimulatedClient client, Chain chain, int index) {
        Operation operation = begin(client, 0, index);
        DaoRef<Counter> ref = counter(chain, index);
        run(operation, chain, dio -> {
            Optional<Dao<Counter>> present = dio.find(ref);
            if (present.isPresent()) {
                present.get().update(Counter::next);
            } else {
                dio.store(ref, new Counter(1));
            }
            return null;
        });
    }

    /** The last writer wins: nothing but its number keeps such a commit from being stored twice. */
    private void overwrite(SimulatedClient client, Chain chain) {
        Operation operation = begin(client, 0, -1);
        run(operation, chain, dio -> {
            dio.overwrite(board(chain), new Board(operation.name()));
            return null;
        });
    }

    static DaoRef<Board> board(Chain chain) {
        return chain.ref(Board.class, "board");
    }

    private Operation begin(SimulatedClient client, int parts, int counter) {
        Operation operation = new Operation("operation-" + operations.size(), client, parts, counter);
        operations.add(operation);
        return operation;
    }

    private static void run(Operation operation, Chain chain, Chain.Body<@Nullable Void, RuntimeException> body) {
        CompletableFuture<@Nullable Void> answer = chain.commitAsync(body);
        CompletableFuture<Void> _ = answer.handle((_, error) -> {
            operation.answered(error);
            return null;
        });
    }

    /** How often each counter was counted up by operations that were committed. */
    Map<Integer, Long> committedCounts() {
        Map<Integer, Long> counts = new HashMap<>();
        for (Operation each : operations) {
            if (each.counter() >= 0 && each.answer() == Answer.COMMITTED) {
                counts.merge(each.counter(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
