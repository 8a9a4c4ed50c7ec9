package io.ate.internal.lock;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import io.ate.internal.lock.LockTable.Answer;
import io.ate.internal.lock.LockTable.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the table of a chain's locks promises: hazard 15, and turns. */
class LockTableTest {
    private static final PrimaryKey DOOR = new PrimaryKey(1, 1);
    private static final PrimaryKey SAFE = new PrimaryKey(1, 2);
    private static final WriterId ALICE = writer(1);
    private static final WriterId BOB = writer(2);
    private static final WriterId CAROL = writer(3);
    private static final long LEASE = 1_000;

    private final AtomicLong counter = new AtomicLong();
    private final LockTable<String> table = new LockTable<>(7, counter::incrementAndGet, LockLimits.USUAL,
            each -> each, (_, _) -> true);

    private static WriterId writer(int id) {
        return new WriterId(new KeyId(0, id), 0, id);
    }

    private Fence taken(WriterId holder, PrimaryKey object, long now) {
        return fence(table.take("asked", holder, object, LEASE, 0, now)).orElseThrow();
    }

    private static Optional<Fence> fence(List<Told<String>> told) {
        return told.stream()
                .map(Told::answer)
                .filter(Answer.Held.class::isInstance)
                .map(each -> ((Answer.Held) each).fence())
                .findFirst();
    }

    @Test
    void oneHasItAndAnotherIsToldSo() {
        Fence fence = taken(ALICE, DOOR, 0);

        assertThat(fence).isEqualTo(new Fence(DOOR, 7, 1));
        assertThat(table.take("bob", BOB, DOOR, LEASE, 0, 1)).containsExactly(
                new Told<>("bob", new Answer.Elsewhere()));
        assertThat(table.holds(ALICE, fence, 1)).isTrue();
        assertThat(taken(BOB, SAFE, 1)).isEqualTo(new Fence(SAFE, 7, 2));
    }

    @Test
    void nobodyFreesWhatAnotherOneHolds() {
        Fence fence = taken(ALICE, DOOR, 0);

        table.take("bob", BOB, DOOR, LEASE, 0, 1);
        assertThat(table.release(BOB, DOOR, 1)).isEmpty();

        assertThat(table.holds(ALICE, fence, 2)).isTrue();
        assertThat(fence(table.take("bob", BOB, DOOR, LEASE, 0, 2))).isEmpty();
    }

    @Test
    void aLeaseThatIsNotRenewedEndsAndItsNumberWithIt() {
        Fence old = taken(ALICE, DOOR, 0);

        assertThat(table.next()).isEqualTo(LEASE);
        assertThat(table.holds(ALICE, old, LEASE - 1)).isTrue();
        assertThat(table.holds(ALICE, old, LEASE)).isFalse();
        assertThat(table.renew("asked", ALICE, old, LEASE, LEASE)).isZero();
        Fence next = taken(BOB, DOOR, LEASE);
        assertThat(next.counter()).isGreaterThan(old.counter());
        assertThat(table.holds(BOB, old, LEASE)).isFalse();
    }

    @Test
    void aRenewedLeaseLastsFromThenOn() {
        Fence fence = taken(ALICE, DOOR, 0);

        assertThat(table.renew("asked", ALICE, fence, LEASE, 900)).isEqualTo(LEASE);

        assertThat(table.holds(ALICE, fence, 1_800)).isTrue();
        assertThat(table.expire(1_899)).isEmpty();
        assertThat(table.holds(ALICE, fence, 1_900)).isFalse();
    }

    @Test
    void theHolderWhoAsksAgainHasTheSameLock() {
        Fence fence = taken(ALICE, DOOR, 0);

        assertThat(fence(table.take("again", ALICE, DOOR, LEASE, 500, 900))).contains(fence);
        assertThat(table.holds(ALICE, fence, 1_800)).isTrue();
    }

    @Test
    void whoWaitsGetsItInTurn() {
        taken(ALICE, DOOR, 0);

        assertThat(table.take("bob", BOB, DOOR, LEASE, 5_000, 1)).isEmpty();
        assertThat(table.take("carol", CAROL, DOOR, LEASE, 5_000, 2)).isEmpty();

        List<Told<String>> told = table.release(ALICE, DOOR, 3);
        assertThat(told).containsExactly(new Told<>("bob", new Answer.Held(new Fence(DOOR, 7, 2), LEASE)));
        assertThat(table.expire(3 + LEASE)).containsExactly(
                new Told<>("carol", new Answer.Held(new Fence(DOOR, 7, 3), LEASE)));
    }

    @Test
    void whoHasWaitedLongEnoughIsToldSo() {
        taken(ALICE, DOOR, 0);
        table.take("bob", BOB, DOOR, LEASE, 300, 1);

        assertThat(table.next()).isEqualTo(301);
        assertThat(table.expire(301)).containsExactly(new Told<>("bob", new Answer.Elsewhere()));
        table.release(ALICE, DOOR, 400);
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.next()).isEqualTo(Alarm.NEVER);
    }

    @Test
    void whoGivesUpLosesItsPlaceAndNobodyElsesIsLost() {
        taken(ALICE, DOOR, 0);
        table.take("bob", BOB, DOOR, LEASE, 5_000, 1);
        table.take("carol", CAROL, DOOR, LEASE, 5_000, 2);

        assertThat(table.release(BOB, DOOR, 3)).isEmpty();
        assertThat(fence(table.release(ALICE, DOOR, 4))).isPresent();
        assertThat(table.holds(CAROL, new Fence(DOOR, 7, 2), 5)).isTrue();
    }

    @Test
    void whoCannotBeAnsweredWaitsNoLongerButKeepsWhatItHolds() {
        Fence held = taken(ALICE, DOOR, 0);
        table.take("gone", BOB, DOOR, LEASE, 5_000, 1);

        table.closed("gone");
        table.closed("asked");

        assertThat(table.holds(ALICE, held, 2)).isTrue();
        assertThat(table.release(ALICE, DOOR, 3)).isEmpty();
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void whoAsksAgainWhileItWaitsKeepsItsPlace() {
        taken(ALICE, DOOR, 0);
        table.take("bob", BOB, DOOR, LEASE, 5_000, 1);
        table.take("carol", CAROL, DOOR, LEASE, 5_000, 2);

        assertThat(table.take("bob again", BOB, DOOR, LEASE, 5_000, 3)).containsExactly(
                new Told<>("bob", new Answer.Elsewhere()));
        assertThat(table.release(ALICE, DOOR, 4)).extracting(Told::asker).containsExactly("bob again");
    }

    @Test
    void theLockOnWhatIsDeletedEnds() {
        Fence fence = taken(ALICE, DOOR, 0);
        table.take("bob", BOB, DOOR, LEASE, 5_000, 1);

        assertThat(table.end(DOOR)).containsExactly(new Told<>("bob", new Answer.Gone()));
        assertThat(table.holds(ALICE, fence, 2)).isFalse();
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void thereIsAnEndToWhatIsKeptInMind() {
        LockTable<String> small = new LockTable<>(1, counter::incrementAndGet, new LockLimits(3, 2, 2, 100, 1_000),
                each -> each, (_, _) -> true);
        small.take("1", ALICE, new PrimaryKey(0, 1), LEASE, 0, 0);
        small.take("2", ALICE, new PrimaryKey(0, 2), LEASE, 0, 0);
        assertThat(small.take("3", ALICE, new PrimaryKey(0, 3), LEASE, 0, 0)).containsExactly(
                new Told<>("3", new Answer.Full(LockLimits.Bound.OF_KEY)));
        small.take("4", BOB, new PrimaryKey(0, 1), LEASE, 500, 0);
        assertThat(small.take("5", CAROL, new PrimaryKey(0, 1), LEASE, 500, 0)).containsExactly(
                new Told<>("5", new Answer.Full(LockLimits.Bound.OF_CHAIN)));

        small.expire(2_000);
        assertThat(fence(small.take("6", CAROL, new PrimaryKey(0, 1), 1_000_000, 0, 2_000))).isPresent();
        assertThat(small.next()).as("a lease that is too long is cut").isEqualTo(3_000);
    }

    @Test
    void oneClientTakesNotEverythingUnderWhateverKeys() {
        LockTable<String> small = new LockTable<>(1, counter::incrementAndGet, new LockLimits(100, 50, 2, 100, 1_000),
                each -> each, (_, _) -> true);
        small.take("here", ALICE, new PrimaryKey(0, 1), LEASE, 0, 0);
        small.take("here", BOB, new PrimaryKey(0, 1), LEASE, 500, 0);
        assertThat(small.held()).isOne();
        assertThat(small.awaited()).isOne();
        assertThat(small.take("here", CAROL, new PrimaryKey(0, 2), LEASE, 0, 0)).containsExactly(
                new Told<>("here", new Answer.Full(LockLimits.Bound.OF_ORIGIN)));
        assertThat(fence(small.take("there", CAROL, new PrimaryKey(0, 2), LEASE, 0, 0))).isPresent();

        small.closed("here");
        assertThat(small.held()).as("what is held stays").isEqualTo(2);
        assertThat(small.awaited()).isZero();
        assertThat(fence(small.take("here", BOB, new PrimaryKey(0, 3), LEASE, 0, 0))).isPresent();
    }

    /**
     * Whatever is asked for in whatever order: one holder at a time, only who was given a lock holds it, no longer than
     * its lease, numbers only rise, those who wait come in turn, and nobody is answered twice.
     */
    @Test
    void anyCourseOfThingsIsThatOfTheModel() {
        for (long seed = 0; seed < 300; seed++) {
            try {
                new Course(seed).run(400);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** A random course over a table of a few objects, beside a model which is as simple as can be. */
    private static final class Course {
        private final SplittableRandom random;
        private final AtomicLong counter = new AtomicLong();
        private final LockTable<Long> table = new LockTable<>(1, counter::incrementAndGet, LockLimits.USUAL,
                each -> each, (_, _) -> true);
        private final List<Model> models = List.of(new Model(), new Model());
        private final List<WriterId> writers = List.of(ALICE, BOB, CAROL, writer(4));
        private long asked;
        private long now;
        private long lastFence;

        private record Waiter(long asker, WriterId holder, long lease, long until) {}

        private static final class Model {
            private final List<Waiter> waiting = new ArrayList<>();
            private @Nullable WriterId holder;
            private @Nullable Fence fence;
            private long until;
        }

        private Course(long seed) {
            random = new SplittableRandom(seed);
        }

        private void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                for (int object = 0; object < models.size(); object++) {
                    Model model = models.get(object);
                    for (WriterId each : writers) {
                        Fence fence = model.fence;
                        boolean holds = fence != null && table.holds(each, fence, now);
                        assertThat(holds).as("step %d: who holds %d", i, object)
                                .isEqualTo(each.equals(model.holder) && now < model.until);
                    }
                }
            }
        }

        private void step() {
            int object = random.nextInt(models.size());
            PrimaryKey key = new PrimaryKey(1, object);
            Model model = models.get(object);
            WriterId writer = writers.get(random.nextInt(writers.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    long wait = random.nextInt(3) * 700L;
                    long asker = asked++;
                    expectInTime(table.expire(now));
                    List<Told<Long>> told = table.take(asker, writer, key, LEASE, wait, now);
                    expect(model, told, taken(model, asker, writer, wait));
                }
                case 2 -> {
                    expectInTime(table.expire(now));
                    List<Told<Long>> told = table.release(writer, key, now);
                    model.waiting.removeIf(each -> each.holder.equals(writer));
                    if (writer.equals(model.holder)) {
                        model.holder = null;
                    }
                    expect(model, told, new ArrayList<>());
                }
                case 3 -> {
                    Fence fence = model.fence;
                    if (fence != null) {
                        boolean had = writer.equals(model.holder) && now < model.until;
                        assertThat(table.renew(-1L, writer, fence, LEASE, now) > 0).isEqualTo(had);
                        model.until = had ? now + LEASE : model.until;
                    }
                }
                default -> {
                    now += random.nextInt(400);
                    expectInTime(table.expire(now));
                }
            }
        }

        /** The askers that are told that somebody else has it, by what was asked alone. */
        private List<Long> taken(Model model, long asker, WriterId writer, long wait) {
            List<Long> refused = new ArrayList<>();
            if (writer.equals(model.holder)) {
                model.until = now + LEASE;
                return refused;
            }
            for (int i = 0; i < model.waiting.size(); i++) {
                Waiter each = model.waiting.get(i);
                if (each.holder.equals(writer)) {
                    refused.add(each.asker);
                    if (wait == 0) {
                        model.waiting.remove(i);
                        refused.add(asker);
                    } else {
                        model.waiting.set(i, new Waiter(asker, writer, LEASE, now + wait));
                    }
                    return refused;
                }
            }
            if (model.holder != null && wait == 0) {
                refused.add(asker);
            } else {
                model.waiting.add(new Waiter(asker, writer, LEASE, now + wait));
            }
            return refused;
        }

        private void expect(Model model, List<Told<Long>> told, List<Long> refused) {
            List<Long> elsewhere = new ArrayList<>();
            for (Told<Long> each : told) {
                switch (each.answer()) {
                    case Answer.Held(Fence fence, long _) -> given(model, each.asker(), fence);
                    case Answer.Elsewhere() -> elsewhere.add(each.asker());
                    case Answer.Full _,Answer.Gone(),Answer.Forbidden _ ->
                            throw new AssertionError("nothing of that: " + each);
                }
            }
            assertThat(elsewhere).isEqualTo(refused);
            assertThat(model.holder == null && !model.waiting.isEmpty()).as("somebody waits for nobody").isFalse();
        }

        private void given(Model model, long asker, Fence fence) {
            if (model.holder != null) { // who has it has asked again
                assertThat(fence).isEqualTo(model.fence);
                return;
            }
            Waiter first = model.waiting.removeFirst();
            assertThat(asker).as("the first in the line").isEqualTo(first.asker);
            assertThat(fence.counter()).isGreaterThan(lastFence);
            lastFence = fence.counter();
            model.holder = first.holder;
            model.fence = fence;
            model.until = now + first.lease;
        }

        /** Time is up for holders and waiters, in the order of their ends. */
        private void expectInTime(List<Told<Long>> told) {
            for (Told<Long> each : told) {
                if (each.answer() instanceof Answer.Held(Fence fence, long _)) {
                    Model model = models.get((int) fence.lock().low());
                    assertThat(model.until).isLessThanOrEqualTo(now);
                    model.holder = null;
                    given(model, each.asker(), fence);
                } else {
                    Model model = models.stream()
                            .filter(one -> one.waiting.stream().anyMatch(waiter -> waiter.asker == each.asker()))
                            .findFirst()
                            .orElseThrow();
                    Waiter over = model.waiting.stream()
                            .filter(waiter -> waiter.asker == each.asker())
                            .findFirst()
                            .orElseThrow();
                    assertThat(over.until).isLessThanOrEqualTo(now);
                    model.waiting.remove(over);
                }
            }
            for (Model model : models) {
                assertThat(model.waiting).allMatch(each -> each.until > now);
                if (model.until <= now) {
                    model.holder = null;
                }
            }
        }
    }
}
