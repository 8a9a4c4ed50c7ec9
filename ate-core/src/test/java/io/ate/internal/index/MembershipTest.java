package io.ate.internal.index;

import io.ate.ChainUnavailableException;
import io.ate.CompactedException;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.event.Facts;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to objects, births, changes of value, of type and of place, and ends of whole subtrees, and however
 * much of it is looked at together: a projection has those that it selects, each with its present value.
 */
class MembershipTest {
    private static final KeyId AUTHOR = new KeyId(1, 1);
    private static final int KEYS = 40;
    private static final List<String> COLLECTIONS = List.of("notes", "drafts");
    private static final List<String> TYPES = List.of("note", "note", "task");

    private static final Membership.Keeping KEPT = new Membership.Keeping() {
        @Override
        public boolean isGivenUp() {
            return false;
        }

        @Override
        public void pause(int failures) {
            throw new AssertionError("nothing fails");
        }
    };

    private final View view = ChainLoader.empty(Founding.ownedBy(Keys.of("alice")).genesis().record());
    private final Fold fold = new Fold();
    private long sequence;

    /** Knows what came and did not go, by the sequence of its value. */
    private static final class Recording implements Keeper<Long, Recording.Entered> {
        private final Map<PrimaryKey, Long> present = new HashMap<>();

        private record Entered(PrimaryKey key, long valued) {}

        @Override
        public Entered enter(ObjectEntry entry, Long value) {
            assertThat(present.put(entry.key(), value)).as("was out before").isNull();
            return new Entered(entry.key(), value);
        }

        @Override
        public void leave(Entered entered) {
            assertThat(present.remove(entered.key)).as("leaves as it came").isEqualTo(entered.valued);
        }

        @Override
        public void clear() {
            present.clear();
        }

        @Override
        public void publish(long at) {
            // nobody reads it
        }
    }

    private static PrimaryKey key(int number) {
        return new PrimaryKey(3, number + 1);
    }

    private static Selection<?> everyNote() {
        return Selection.ofType(Type.tree("note"));
    }

    private static Selection<?> notesOfTheFirst() {
        return Selection.ofCollection(DaoRef.of(Type.tree(), key(0)), Field.vec("notes", Type.tree("note")));
    }

    private PrimaryKey apply(Change change) {
        Facts facts = change.by(AUTHOR).facts();
        sequence++;
        ObjectEntry next = fold.next(view.live(facts.key()), facts, null, sequence);
        view.apply(new Effects(List.of(next), List.of(), sequence));
        return facts.key();
    }

    private PrimaryKey step(Random random) {
        PrimaryKey key = key(random.nextInt(KEYS));
        if (view.live(key) != null && random.nextInt(6) == 0) {
            return apply(Change.delete(key));
        }
        PrimaryKey parent = key(random.nextInt(KEYS));
        String type = TYPES.get(random.nextInt(TYPES.size()));
        if (random.nextInt(4) == 0 || view.live(parent) == null || isWithin(parent, key)) {
            return apply(Change.store(key, "x").typed(type));
        }
        String collection = COLLECTIONS.get(random.nextInt(COLLECTIONS.size()));
        return apply(Change.put(key).under(parent, collection).value("x").typed(type));
    }

    private boolean isWithin(PrimaryKey key, PrimaryKey root) {
        @Nullable
        ObjectEntry at = view.live(key);
        while (at != null && !at.key().isZero()) {
            if (at.key().equals(root)) {
                return true;
            }
            at = view.entry(at.parent());
        }
        return false;
    }

    private Map<PrimaryKey, Long> expected(Selection<?> selection) {
        Map<PrimaryKey, Long> expected = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
            ObjectEntry entry = view.live(key(i));
            if (entry != null && selection.selects(entry)) {
                expected.put(entry.key(), entry.valued());
            }
        }
        return expected;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aProjectionHasWhatItSelectsHoweverMuchHappensBetweenTwoLooks(long seed) {
        Random random = new Random(seed);
        Recording notes = new Recording();
        Recording notesOfTheFirst = new Recording();
        Set<Long> removed = ConcurrentHashMap.newKeySet();
        List<Selection<?>> selections = List.of(everyNote(), notesOfTheFirst());
        List<Recording> keepers = List.of(notes, notesOfTheFirst);
        List<Membership<Long, Recording.Entered>> memberships = Stream.of(0, 1)
                .map(i -> membership(selections.get(i), keepers.get(i), entry -> {
                    if (entry.valued() % 7 == i && removed.add(entry.valued())) {
                        throw new CompactedException("superseded, and gone", sequence + 1);
                    }
                    return entry.valued();
                }, random.nextBoolean() ? 0 : 5))
                .toList();
        int most = 1 + random.nextInt(20);
        for (int round = 0; round < 400; round++) {
            Set<PrimaryKey> changed = new HashSet<>();
            for (int i = random.nextInt(most + 1); i > 0; i--) {
                changed.add(step(random));
            }
            for (int i = 0; i < 2; i++) {
                Membership<Long, Recording.Entered> membership = memberships.get(i);
                int interruption = random.nextInt(20);
                try (Snapshot now = view.snapshot()) {
                    membership.look(now, changed);
                    if (interruption == 0) { // as if the state had expired in the middle of it
                        membership.lookAtAll(now);
                    }
                }
                if (interruption == 1) {
                    membership.forget();
                    try (Snapshot now = view.snapshot()) {
                        membership.lookAtAll(now);
                    }
                }
                settle(membership);
                assertThat(new TreeMap<>(keepers.get(i).present))
                        .as("seed %s, round %s, %s", seed, round, selections.get(i))
                        .isEqualTo(expected(selections.get(i)));
            }
        }
        assertThat(notes.present).as("seed %s: there was something to see", seed).isNotEmpty();
    }

    @SuppressWarnings("unchecked") // the values of this test are sequences, whatever the type says
    private static Membership<Long, Recording.Entered> membership(Selection<?> selection, Recording keeper,
            Function<ObjectEntry, Long> values, int ahead) {
        return new Membership<>((Selection<Long>) selection, values, keeper, KEPT, ahead);
    }

    private static Membership<Long, Recording.Entered> membership(Selection<?> selection, Recording keeper) {
        return membership(selection, keeper, ObjectEntry::valued, 0);
    }

    @Test
    void whatAServerSaysToBeSupersededAndIsNotIsCountedAsUnreadable() {
        Recording notes = new Recording();
        Membership<Long, Recording.Entered> membership = membership(everyNote(), notes, entry -> {
            if (entry.key().equals(key(1))) {
                throw new CompactedException("so it says", entry.valued());
            }
            return entry.valued();
        }, 2);
        apply(Change.store(key(1), "note").typed("note"));
        apply(Change.store(key(2), "note").typed("note"));
        look(membership, Set.of());
        assertThat(notes.present).containsOnlyKeys(key(2));
        assertThat(membership.unreadable()).isOne();
    }

    @Test
    void aValueThatIsRefusedForNowIsReadAgainAfterAPauseEachTime() {
        List<Integer> pauses = new ArrayList<>();
        Recording notes = new Recording();
        @SuppressWarnings("unchecked") // as below
        Membership<Long, Recording.Entered> membership = new Membership<>((Selection<Long>) everyNote(), entry -> {
            if (pauses.size() < 5) {
                throw new ChainUnavailableException("not now");
            }
            return entry.valued();
        }, notes, new Membership.Keeping() {
            @Override
            public boolean isGivenUp() {
                return false;
            }

            @Override
            public void pause(int failures) {
                pauses.add(failures);
            }
        }, 0);
        apply(Change.store(key(1), "note").typed("note"));
        look(membership, Set.of());
        assertThat(notes.present).containsOnlyKeys(key(1));
        assertThat(pauses).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void objectsThatChangePlacesWithEachOtherAreWhereTheyAre() {
        Recording notes = new Recording();
        Membership<Long, Recording.Entered> membership = membership(everyNote(), notes);
        apply(Change.store(key(1), "above").typed("box"));
        apply(Change.put(key(2)).under(key(1)).value("below").typed("box"));
        apply(Change.put(key(3)).under(key(2)).value("note").typed("note"));
        look(membership, Set.of());

        apply(Change.store(key(2), "to the top").typed("box"));
        apply(Change.put(key(1)).under(key(2)).value("now below").typed("box"));
        look(membership, List.of(key(1), key(2)));
        assertThat(notes.present).containsOnlyKeys(key(3));

        apply(Change.delete(key(1)));
        look(membership, Set.of(key(1)));
        assertThat(notes.present).containsOnlyKeys(key(3));

        apply(Change.delete(key(2)));
        look(membership, Set.of(key(2)));
        assertThat(notes.present).isEmpty();
    }

    private void look(Membership<?, ?> membership, Collection<PrimaryKey> changed) {
        try (Snapshot now = view.snapshot()) {
            membership.look(now, changed);
        }
        settle(membership);
    }

    private void settle(Membership<?, ?> membership) {
        for (;;) {
            try {
                membership.settle(sequence);
                return;
            } catch (CompactedException _) {
                try (Snapshot later = view.snapshot()) {
                    membership.lookAtAll(later);
                }
            }
        }
    }

    @Test
    void whatIsNotSelectedAndCarriesNothingIsForgotten() {
        Population<Long> population = new Population<>(view.zero());
        apply(Change.store(key(1), "x"));
        apply(Change.put(key(2)).under(key(1)).value("x"));
        ObjectEntry below = Objects.requireNonNull(view.live(key(2)));

        Member<Long> member = population.place(below, view);
        member.standing = Member.Standing.TAKEN;
        population.prune(member);
        assertThat(population.find(key(1))).isNotNull();
        member.standing = Member.Standing.OUTSIDE;
        population.prune(member);

        assertThat(population.all()).hasSize(1);
    }
}
