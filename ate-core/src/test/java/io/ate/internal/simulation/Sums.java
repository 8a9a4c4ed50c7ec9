package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Scope;
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
 * Clients that add to one sum, and never run anything again: what they add at once is merged. In the end it has to be
 * the sum of all that was added, whatever happened on the way.
 */
final class Sums {
    /** What additions that nobody waits for count, so that they can be told from the others. */
    private static final long LATE = 1_000_000;

    /** What everybody adds to. */
    @MergedBy(value = AddedUp.class, online = true)
    record Sum(long total) {
        Sum plus(long more) {
            return new Sum(total + more);
        }
    }

    static final class AddedUp implements MergeRule<Sum> {
        @Override
        public Sum merge(Merge<Sum> versions) {
            return versions.theirs().plus(versions.mine().total() - versions.base().total());
        }
    }

    /** One addition by one client. */
    private final class Addition {
        private final SimulatedClient by;
        private final SimulatedChain on;
        private final long amount;
        private boolean stored;
        private boolean refused;
        private boolean nothing;

        private Addition(SimulatedClient by, SimulatedChain on, long amount) {
            this.by = by;
            this.on = on;
            this.amount = amount;
        }

        /** @param added whether the sum was there to be added to */
        private void answered(@Nullable Boolean added, @Nullable Throwable error) {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            stored = Boolean.TRUE.equals(added);
            nothing = Boolean.FALSE.equals(added);
            refused = cause instanceof CommitRejectedException;
            if (cause instanceof ConflictException && !String.valueOf(cause.getMessage()).contains("deleted")) {
                failure = cause;
            }
        }

        private boolean isOpen() {
            return !stored && !refused && !nothing && !by.isDead() && on.failure() == null;
        }
    }

    private final Schedule schedule;
    private final List<Addition> additions = new ArrayList<>();
    private final Map<SimulatedChain, Integer> refusedLater = new HashMap<>();
    private @Nullable Throwable failure;

    Sums(Schedule schedule) {
        this.schedule = schedule;
    }

    private static DaoRef<Sum> ref(Chain chain) {
        return chain.ref(Sum.class, "sum");
    }

    boolean areOpen() {
        return additions.stream().anyMatch(each -> each.amount < LATE && each.isOpen());
    }

    /** Tells whether one of them sees what it has added, and has no answer to it. */
    boolean areOnTheirWay(List<SimulatedClient> clients) {
        return clients.stream()
                .filter(each -> !each.isDead())
                .flatMap(each -> each.chains().stream())
                .filter(each -> each.isOpen() && each.failure() == null)
                .anyMatch(each -> each.chain()
                        .<Boolean, RuntimeException>commit(
                                dio -> dio.find(ref(each.chain())).filter(sum -> sum.version() < 0).isPresent()));
    }

    /** Has {@code client} add something, if there is something to add to. */
    void add(SimulatedClient client, SimulatedChain on) {
        Chain chain = on.chain();
        if (!refusedLater.containsKey(on)) {
            refusedLater.put(on, 0);
            var _ = chain.onRefused(_ -> refusedLater.merge(on, 1, Integer::sum));
        }
        if (chain.find(ref(chain)).isEmpty()) {
            // One of those who begin it comes first; what the others have added to theirs is merged with that.
            CompletableFuture<Dao<Sum>> _ = chain.commitAsync(dio -> dio.store(ref(chain), new Sum(0)));
        }
        if (schedule.oneIn(3)) {
            Addition late = new Addition(client, on, LATE);
            boolean added = chain.with(Scope.NONE).commit(dio -> plus(dio, ref(chain), late.amount));
            if (added) {
                additions.add(late);
            }
        } else {
            Addition awaited = new Addition(client, on, schedule.between(1, 9));
            additions.add(awaited);
            CompletableFuture<Boolean> answer = chain.commitAsync(dio -> plus(dio, ref(chain), awaited.amount));
            CompletableFuture<Void> _ = answer.handle((added, error) -> {
                awaited.answered(added, error);
                return null;
            });
        }
    }

    private static boolean plus(Dio dio, DaoRef<Sum> ref, long amount) {
        Optional<Dao<Sum>> sum = dio.find(ref);
        sum.ifPresent(each -> each.update(present -> present.plus(amount)));
        return sum.isPresent(); // it is hidden while what this client has made of it before is merged
    }

    /** Demands that nothing is missing from the sum, and that nothing was added twice. */
    void assertExact(ChainName name, Chain seen) {
        if (failure != null) {
            throw new AssertionError("an addition was not merged: " + failure, failure);
        }
        long total = seen.find(ref(seen)).map(Sum::total).orElse(0L);
        List<Addition> mine = additions.stream().filter(each -> each.on.name().equals(name)).toList();
        long stored = mine.stream().filter(each -> each.stored).mapToLong(each -> each.amount).sum();
        long unknown = mine.stream()
                .filter(each -> !each.stored && !each.refused && !each.nothing && each.amount < LATE)
                .mapToLong(each -> each.amount)
                .sum();
        assertThat(total % LATE).as("what was added").isBetween(stored, stored + unknown);
        long late = mine.stream().filter(each -> each.amount == LATE).count();
        long byTheDead = mine.stream().filter(each -> each.amount == LATE && each.by.isDead()).count();
        long refused = refusedLater.entrySet()
                .stream()
                .filter(each -> each.getKey().name().equals(name))
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertThat(total / LATE).as("what was added and not waited for").isBetween(late - byTheDead - refused, late);
    }
}
