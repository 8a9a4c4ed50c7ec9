package io.ate.internal.simulation;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Lock;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Scope;
import io.ate.internal.dao.Committing;
import io.ate.internal.dao.Locking;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import io.ate.internal.simulation.Intent.Spot;
import io.ate.internal.simulation.Intent.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Has clients do their deeds, and notes what they see and what they are told. Confined to the simulation's thread. */
final class Doing {
    private static final int SUMS = 3;

    private final Schedule schedule;
    private final List<PublicKeys> people;
    private final List<Deed> deeds = new ArrayList<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private @Nullable Throwable failure;

    Doing(Schedule schedule, List<PublicKeys> people) {
        this.schedule = schedule;
        this.people = people;
    }

    /** The number of the deed that is being done, or was done last. */
    long current() {
        return deeds.size();
    }

    int done() {
        return deeds.size();
    }

    List<Deed> deeds() {
        return deeds;
    }

    List<Sighting> sightings() {
        return sightings;
    }

    List<PublicKeys> people() {
        return people;
    }

    boolean isAllAnswered() {
        return deeds.stream().noneMatch(each -> each.isAwaited() && each.answer() == Deed.Answer.OPEN);
    }

    void assertNoFailure() {
        if (failure != null) {
            throw new AssertionError("a deed ended in " + failure, failure);
        }
    }

    String story() {
        return deeds.stream().map(Deed::toString).collect(Collectors.joining("\n"));
    }

    // --- deeds

    /** Stores what all programs begin with. */
    void begin(ModelClient client) {
        Deed deed = begin(client, Deed.Wait.AWAITED);
        send(client, deed, dio -> {
            for (int i = 0; i < SUMS; i++) {
                Sums.Sum sum = new Sums.Sum(0);
                stored(deed, dio.store(dio.ref(Sums.Sum.class, "sum " + i), sum).key(), sum);
                Purse purse = new Purse(0);
                stored(deed, dio.store(purse).key(), purse);
            }
            Lockers.Tally tally = new Lockers.Tally(0);
            stored(deed, dio.store(tally(dio), tally).key(), tally);
            for (int i = 0; i < 2; i++) {
                Box box = new Box(i, i, i);
                stored(deed, dio.store(box).key(), box);
            }
        });
    }

    private static void stored(Deed deed, PrimaryKey key, Object value) {
        deed.mean(new Intent.Store(key, Spot.TOP, null, value, Terms.INHERITED));
    }

    private static DaoRef<Lockers.Tally> tally(Dio dio) {
        return dio.ref(Lockers.Tally.class, "tally");
    }

    private Deed begin(ModelClient client, Deed.Wait wait) {
        Deed deed = new Deed(deeds.size() + 1, client.who(), wait);
        deeds.add(deed);
        client.deeds().add(deed);
        return deed;
    }

    /** Has that client do something, if it can now. */
    void act(ModelClient client) {
        if (!client.isAtWork()) {
            return;
        }
        Lock lock = client.lock();
        if (schedule.oneIn(8)) {
            dealWithLock(client, lock);
        } else {
            improvise(client, begin(client, schedule.oneIn(3) ? Deed.Wait.UNAWAITED : Deed.Wait.AWAITED));
        }
        if (schedule.oneIn(2)) {
            lookAround(client);
        }
    }

    private void improvise(ModelClient client, Deed deed) {
        int things = (int) schedule.between(1, 4);
        send(client, deed, dio -> {
            deed.begin(dio.sequence());
            Map<PrimaryKey, Row> seen = look("before deed " + deed.number(), client, dio, null);
            new Improviser(schedule, people, dio, deed, seen).improvise(things);
            look("in deed " + deed.number(), client, dio, deed);
        });
    }

    private void send(ModelClient client, Deed deed, Chain.Task<RuntimeException> body) {
        Chain chain = client.on().chain();
        try {
            if (deed.isAwaited()) {
                answered(client, deed, chain.commitAsync(dio -> {
                    body.run(dio);
                    return true;
                }));
            } else {
                chain.with(Scope.NONE).run(body);
                emptyIfNothingMeant(deed);
            }
        } catch (AteException | IllegalStateException e) {
            failed(deed, e);
        }
    }

    private static void emptyIfNothingMeant(Deed deed) {
        if (deed.intents().isEmpty()) {
            deed.answered(Deed.Answer.NOTHING, null);
        }
    }

    private void answered(ModelClient client, Deed deed, CompletableFuture<Boolean> answer) {
        CompletableFuture<Void> _ = answer.handle((_, error) -> {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            if (!client.isAlive()) {
                return null;
            }
            if (cause == null) {
                deed.answered(deed.intents().isEmpty() ? Deed.Answer.NOTHING : Deed.Answer.STORED, null);
            } else {
                deed.answered(Deed.Answer.REFUSED, cause);
                failIf(!(cause instanceof CommitRejectedException || cause instanceof NoReadAuthorityException), cause);
            }
            return null;
        });
    }

    private void failIf(boolean isWrong, Throwable cause) {
        if (isWrong && failure == null) {
            failure = cause;
        }
    }

    /** Its body was refused what it wanted: nothing of it was sent. */
    private void failed(Deed deed, RuntimeException cause) {
        boolean isExpected = switch (cause) {
            case NoReadAuthorityException _,CommitRejectedException _ -> true;
            case IllegalStateException _ -> String.valueOf(cause.getMessage()).contains("read");
            default -> false;
        };
        failIf(!isExpected, cause);
        deed.answered(Deed.Answer.NOTHING, cause);
    }

    // --- looking

    /** Has that client look at everything, between its deeds. */
    void lookAround(ModelClient client) {
        if (!client.isAtWork()) {
            return;
        }
        client.on().chain().run(dio -> {
            var _ = look("between deeds", client, dio, null);
        });
    }

    private Map<PrimaryKey, Row> look(String where, ModelClient client, Dio dio, @Nullable Deed during) {
        Map<PrimaryKey, Row> rows = Onlooker.look(dio, (int) schedule.between(1, 5));
        List<Deed> pending = new ArrayList<>(client.deeds());
        pending.removeIf(each -> isOver(each) || (during == null && isBeingDone(each)));
        sightings.add(new Sighting(where, client.who(), dio.sequence(), pending, rows));
        assertTotals(dio, during);
        return rows;
    }

    private static boolean isOver(Deed deed) {
        return deed.answer() == Deed.Answer.NOTHING || deed.answer() == Deed.Answer.REFUSED;
    }

    private boolean isBeingDone(Deed deed) {
        return deed.number() == deeds.size() && deed.intents().isEmpty();
    }

    /** A commit has been applied at that client, and may not be settled there yet. */
    void heard(ModelClient client) {
        if (client.isAlive() && client.on().isOpen()) {
            try {
                client.on().chain().run(dio -> assertTotals(dio, null));
            } catch (AssertionError e) {
                failIf(true, e);
            }
        }
    }

    private static void assertTotals(Dio dio, @Nullable Deed during) {
        if (during == null) {
            assertThat(Onlooker.totals(dio)).as("the totals at sequence %s", dio.sequence()).containsOnly(0L);
        }
    }

    // --- locks

    private void dealWithLock(ModelClient client, @Nullable Lock lock) {
        if (lock == null || !lock.isHeld()) {
            client.hold(null);
            ask(client);
        } else if (schedule.oneIn(4)) {
            lock.close();
            client.hold(null);
        } else {
            count(client, lock);
        }
    }

    private void ask(ModelClient client) {
        DaoRef<Lockers.Tally> tally = client.on().chain().ref(Lockers.Tally.class, "tally");
        if (client.on().chain().find(tally).isEmpty()) {
            return;
        }
        Duration patience = Duration.ofMillis(schedule.oneIn(3) ? 0 : schedule.between(100, 3_000));
        SessionLease session = client.session();
        CompletableFuture<Void> _ = new Locking(client.openChain(), session).ask(tally, patience)
                .handle((given, _) -> {
                    if (given != null) {
                        client.hold(given);
                    }
                    return null;
                });
    }

    private void count(ModelClient client, Lock lock) {
        Deed deed = begin(client, Deed.Wait.AWAITED);
        try {
            answered(client, deed, new Committing(client.openChain(), client.session(), Scope.FULL,
                    Deadline.in(Duration.ofDays(1))).once(dio -> {
                        dio.relyOn(lock);
                        deed.begin(dio.sequence());
                        Map<PrimaryKey, Row> seen = look("under a lock", client, dio, null);
                        DaoRef<Lockers.Tally> tally = tally(dio);
                        Lockers.Tally next = new Lockers.Tally(dio.load(tally).value().count() + 1);
                        dio.overwrite(tally, next);
                        Row row = seen.get(tally.key());
                        if (row != null) {
                            deed.demand(tally.key(), row);
                        }
                        deed.mean(new Intent.Overwrite(tally.key(), next));
                        return true;
                    }));
        } catch (AteException | IllegalStateException e) { // it was lost, or what was written before is not here yet
            deed.answered(Deed.Answer.NOTHING, e);
        }
    }

    /** Everybody gives back what he holds. */
    void endLocks(List<ModelClient> clients) {
        for (ModelClient each : clients) {
            Lock lock = each.lock();
            if (lock != null && each.isAlive()) {
                lock.close();
            }
            each.hold(null);
        }
    }
}
