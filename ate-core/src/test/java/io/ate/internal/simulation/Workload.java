package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.UntrustedServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
        NONE, COMMITTED, REFUSED,
        /** The server was caught lying before it answered. */
        UNTRUSTED
    }

    /** One operation of one client. */
    static final class Operation {
        private final String name;
        private final SimulatedClient by;
        private final SimulatedChain on;
        private final int parts;
        private final int counter;
        private Answer answer = Answer.NONE;
        private @Nullable Throwable refusal;

        private Operation(String name, SimulatedClient by, SimulatedChain on, int parts, int counter) {
            this.name = name;
            this.by = by;
            this.on = on;
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

        /** What is known of it; what a server said that was caught lying counts for nothing. */
        Answer answer() {
            return answer == Answer.REFUSED && on.failure() != null ? Answer.UNTRUSTED : answer;
        }

        @Nullable
        Throwable refusal() {
            return refusal;
        }

        boolean isOpen() {
            return answer == Answer.NONE && !by.isDead();
        }

        private void answered(@Nullable Throwable error) {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            answer = cause == null ? Answer.COMMITTED
                    : cause instanceof UntrustedServerException ? Answer.UNTRUSTED
                    : Answer.REFUSED;
            refusal = cause;
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

    /** What was done on the chain of that name. */
    List<Operation> operations(ChainName chain) {
        return operations.stream().filter(each -> each.on.name().equals(chain)).toList();
    }

    static int counters() {
        return COUNTERS;
    }

    static DaoRef<Counter> counter(Chain chain, int index) {
        return chain.ref(Counter.class, "counter-" + index);
    }

    /** Has {@code client} do something on a chain that it has open. */
    void act(SimulatedClient client, SimulatedChain chain) {
        switch ((int) schedule.between(0, 4)) {
            case 0 -> count(client, chain, (int) schedule.between(0, COUNTERS - 1));
            case 1, 2 -> overwrite(client, chain);
            default -> mark(client, chain, (int) schedule.between(1, 3));
        }
    }

    private void mark(SimulatedClient client, SimulatedChain on, int parts) {
        Operation operation = begin(client, on, parts, -1);
        run(operation, on.chain(), dio -> {
            for (int part = 0; part < parts; part++) {
                dio.store(new Mark(operation.name(), part));
            }
            return null;
        });
    }

    private void count(SimulatedClient client, SimulatedChain on, int index) {
        Operation operation = begin(client, on, 0, index);
        DaoRef<Counter> ref = counter(on.chain(), index);
        run(operation, on.chain(), dio -> {
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
    private void overwrite(SimulatedClient client, SimulatedChain on) {
        Operation operation = begin(client, on, 0, -1);
        run(operation, on.chain(), dio -> {
            dio.overwrite(board(on.chain()), new Board(operation.name()));
            return null;
        });
    }

    static DaoRef<Board> board(Chain chain) {
        return chain.ref(Board.class, "board");
    }

    private Operation begin(SimulatedClient client, SimulatedChain on, int parts, int counter) {
        Operation operation = new Operation("operation-" + operations.size(), client, on, parts, counter);
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
}
