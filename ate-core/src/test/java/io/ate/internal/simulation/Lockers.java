package io.ate.internal.simulation;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Lock;
import io.ate.LockUnavailableException;
import io.ate.Reason;
import io.ate.Scope;
import io.ate.Session;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.Committing;
import io.ate.internal.dao.Locking;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Fence;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that count under a lock: each reads the number and overwrites it with the next one, under no condition but
 * the lock. So where two held it at once, or one that has lost it came late, a count would be missing.
 */
final class Lockers {
    private static final Duration LEASE = Duration.ofMillis(700);

    /** What is counted up under the lock. */
    record Tally(long count) {}

    private final Schedule schedule;
    private final HeldKeys keys;
    private final Map<SimulatedChain, OpenChain> chains = new HashMap<>();
    private final List<Holder> open = new ArrayList<>();
    private @Nullable Throwable failure;
    private int held;

    Lockers(Schedule schedule, HeldKeys keys) {
        this.schedule = schedule;
        this.keys = keys;
    }

    /** How many locks were given. */
    int held() {
        return held;
    }

    boolean areOpen() {
        open.removeIf(each -> each.client.isDead());
        return !open.isEmpty();
    }

    /** Has {@code client} count something, if there is something to be counted; else it sees to that. */
    void begin(SimulatedClient client, SimulatedChain on) {
        DaoRef<Tally> ref = tally(on.chain());
        if (on.chain().find(ref).isEmpty()) {
            CompletableFuture<Object> _ = on.chain().commitAsync(dio -> dio.store(ref, new Tally(0)).ref());
        } else if (on.replica().sequence() > 0 && isStored(on, ref)) {
            Holder holder = new Holder(client, on, ref);
            open.add(holder);
            holder.ask();
        }
    }

    private static DaoRef<Tally> tally(Chain chain) {
        return chain.ref(Tally.class, "tally");
    }

    private static boolean isStored(SimulatedChain on, DaoRef<Tally> ref) {
        return on.chain().commit(dio -> dio.load(ref).version()) > 0;
    }

    private OpenChain open(SimulatedChain on) {
        return chains.computeIfAbsent(on, chain -> new OpenChain(chain.replica(),
                AteConfig.builder().lease(LEASE).build(), Optional::empty, Optional.empty(), () -> {
                }, new Workers(schedule.pool(new Schedule.Program()), (_, _, _, _) -> false, Duration.ZERO)));
    }

    /**
     * Demands that no two programs hold the same lock, and that all went as it may. Who was given it before the server
     * started anew may think so until its lease is over: only what it writes is refused.
     */
    void assertOneHolds() {
        if (failure != null) {
            throw new AssertionError("a locker was told " + failure, failure);
        }
        Map<Object, Holder> holders = new HashMap<>();
        for (Holder each : open) {
            Lock lock = each.lock;
            if (lock != null && lock.isHeld() && !each.client.isDead()) {
                Holder other = holders.put(List.of(each.on.name(), lock.fence().start()), each);
                assertThat(other).as("who else holds the lock").isNull();
            }
        }
    }

    /** Demands that older locks wrote nothing behind newer ones, and that nothing that was counted is missing. */
    void assertCounted(RedoLog log, StoredChain stored, List<SimulatedChain> seenBy) {
        Fence last = null;
        long counted = 0;
        try (LogReader reader = log.reader(stored.number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                CommitRecord record = reader.item() instanceof LogItem.StoredEvent event
                        ? event.beginning().orElse(null)
                        : null;
                Fence fence = record == null ? null : record.statement().fence();
                if (fence != null) {
                    counted++;
                    assertThat(last == null || !precedes(fence, last)).as("%s after %s", fence, last).isTrue();
                    last = fence;
                }
            }
        }
        for (SimulatedChain each : seenBy) {
            long count = each.chain().find(tally(each.chain())).map(Tally::count).orElse(0L);
            assertThat(count).as("counted under locks").isEqualTo(counted);
        }
    }

    private static boolean precedes(Fence fence, Fence other) {
        return fence.start() != other.start() ? fence.start() < other.start() : fence.counter() < other.counter();
    }

    /** One wish for the lock, and what is done under it. */
    private final class Holder {
        private final SimulatedClient client;
        private final SimulatedChain on;
        private final DaoRef<Tally> ref;
        private final SessionLease session;
        private int left = (int) schedule.between(1, 5);
        private @Nullable Lock lock;

        private Holder(SimulatedClient client, SimulatedChain on, DaoRef<Tally> ref) {
            this.client = client;
            this.on = on;
            this.ref = ref;
            this.session = open(on).begin(Session.of(keys));
        }

        private void ask() {
            Duration patience = Duration.ofMillis(schedule.oneIn(3) ? 0 : schedule.between(100, 3_000));
            CompletableFuture<Void> _ = new Locking(open(on), session).ask(ref, patience).handle((given, error) -> {
                if (given != null) {
                    held++;
                    lock = given;
                    goOn();
                } else {
                    ended(error);
                }
                return null;
            });
            if (schedule.oneIn(6)) {
                schedule.after(schedule.between(1, 500), this::giveUp);
            }
        }

        /** Somebody closes the handle under the hands of who works with it. */
        private void giveUp() {
            Lock given = lock;
            if (given != null) {
                given.close();
            }
        }

        private void goOn() {
            schedule.after(schedule.between(0, 400), this::count);
        }

        private void count() {
            Lock given = lock;
            if (client.isDead() || given == null || !given.isHeld() || on.failure() != null) {
                open.remove(this);
            } else if (left-- == 0) {
                if (!schedule.oneIn(5)) { // else it hangs, and never gives it back
                    given.close();
                }
                open.remove(this);
            } else {
                count(given);
            }
        }

        private void count(Lock given) {
            try {
                CompletableFuture<Void> _ = new Committing(open(on), session, Scope.FULL,
                        Deadline.in(Duration.ofHours(1))).once(dio -> {
                            dio.relyOn(given);
                            return dio.overwrite(ref, new Tally(dio.load(ref).value().count() + 1)).ref();
                        }).handle((_, error) -> {
                            if (error == null) {
                                goOn();
                            } else {
                                ended(error);
                            }
                            return null;
                        });
            } catch (IllegalStateException e) { // it was given up, or what was written before is not known here yet
                if (String.valueOf(e.getMessage()).contains("closed")) {
                    open.remove(this);
                } else {
                    left++;
                    goOn();
                }
            } catch (CommitRejectedException e) {
                ended(e);
            }
        }

        private void ended(@Nullable Throwable error) {
            open.remove(this);
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            if (!client.isDead() && on.failure() == null && !(cause instanceof LockUnavailableException)
                    && !(cause instanceof ChainUnavailableException)
                    && !(cause instanceof CommitRejectedException refused && isExpected(refused.reason()))) {
                failure = cause;
            }
        }

        private static boolean isExpected(Reason reason) {
            return switch (reason) {
                case LOCK_LOST, STORE_FULL, REFUSED_EARLIER -> true;
                default -> false;
            };
        }
    }
}
