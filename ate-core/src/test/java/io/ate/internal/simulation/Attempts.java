package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} does, in virtual time: a body until it is committed, run again after a conflict and after nothing
 * else. Confined to the simulation's thread.
 */
final class Attempts<R> {
    /** More than chance needs. */
    private static final int MOST = 500;

    private final Schedule schedule;
    private final SimulatedClient client;
    private final SimulatedChain on;
    private final Chain.Body<R, ?> body;
    private final Consumer<R> won;
    private final Consumer<Throwable> failed;
    private boolean over;
    private int made;

    /**
     * @param won takes the result of what was committed
     * @param failed takes whatever else it ends in, but for the client's death and a full disk
     */
    Attempts(Schedule schedule, SimulatedClient client, SimulatedChain on, Chain.Body<R, ?> body, Consumer<R> won,
            Consumer<Throwable> failed) {
        this.schedule = schedule;
        this.client = client;
        this.on = on;
        this.body = body;
        this.won = won;
        this.failed = failed;
    }

    boolean isOpen() {
        return !over && !client.isDead();
    }

    void begin() {
        if (client.isDead()) {
            return;
        }
        if (on.failure() == null && !on.hasItsValues()) {
            later();
            return;
        }
        made++;
        CompletableFuture<R> answer;
        try {
            answer = on.chain().commitAsync(body);
        } catch (Exception e) {
            over = true;
            failed.accept(e);
            return;
        }
        CompletableFuture<Void> _ = answer.handle((result, error) -> {
            answered(result, error);
            return null;
        });
    }

    private void later() {
        schedule.after(schedule.between(1, 200), this::begin);
    }

    private void answered(R result, @Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause != null && !client.isDead() && isToBeRunAgain(cause) && made < MOST) {
            later();
            return;
        }
        over = true;
        if (client.isDead() || (cause != null && isFull(cause))) {
            return;
        }
        if (cause == null) {
            won.accept(result);
        } else {
            failed.accept(cause);
        }
    }

    /** That is no race, and nobody's loss. */
    private static boolean isFull(Throwable cause) {
        return cause instanceof CommitRejectedException refused && refused.reason() == Reason.STORE_FULL;
    }

    private static boolean isToBeRunAgain(Throwable cause) {
        return cause instanceof ConflictException
                || (cause instanceof CommitRejectedException refused && refused.reason() == Reason.REFUSED_EARLIER);
    }
}
