package io.ate.internal.compaction;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.Kind;
import io.ate.internal.event.Place;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Right;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever has the survivors of a chain alone has all that there is, and knows what everybody was allowed to. */
class SurvivorsTest {
    private static final KeyId AUTHOR = Keys.id("alice");
    private static final List<String> COLLECTIONS = List.of("notes", "drafts");

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 60);
    }

    /** Random events of few objects, each good where it comes. */
    private static final class Story {
        private final Random random;
        private final List<PrimaryKey> keys;
        private final View view = empty();
        private final Fold fold = new Fold();
        private final List<StoredEvent> events = new ArrayList<>();
        /** By sequence: the rules under which the event was to be judged. */
        private final Map<Long, String> judgedBy = new HashMap<>();
        /** The sequences of those that come in signed commits, as moves and rules do. */
        private final Set<Long> signed = new HashSet<>();

        Story(Random random) {
            this.random = random;
            this.keys = IntStream.rangeClosed(1, 3 + random.nextInt(25)).mapToObj(i -> new PrimaryKey(3, i)).toList();
        }

        private PrimaryKey any() {
            return keys.get(random.nextInt(keys.size()));
        }

        void step() {
            Event event = change(any()).by(AUTHOR);
            long sequence = view.sequence() + 1;
            judgedBy.put(sequence, judgedBy(view, event));
            boolean isMove = view.live(event.facts().key()) != null
                    && !(event.facts().place() instanceof Place.Stays);
            if (isMove || event.facts().rules() != null) {
                signed.add(sequence);
            }
            events.add(new StoredEvent(sequence, event, null, false));
            view.apply(ChainLoader.effect(view, fold, event, sequence));
        }

        private Change change(PrimaryKey key) {
            ObjectEntry live = view.live(key);
            if (live == null) {
                Change birth = placed(Change.put(key)).value("x");
                return random.nextInt(4) == 0 ? birth.ruled(rules()) : birth;
            }
            return switch (random.nextInt(10)) {
                case 0 -> Change.delete(key);
                case 1 -> Change.put(key).ruled(rules());
                case 2, 3 -> placed(Change.put(key)).value("moved").onlyIf(new Condition.AtVersion(live.version()));
                case 4 -> placed(Change.put(key));
                default -> Change.put(key).value("y");
            };
        }

        private Rule rules() {
            HeldKeys who = Keys.of(random.nextBoolean() ? "alice" : "bob");
            return switch (random.nextInt(4)) {
                case 0 -> Rule.inherited();
                case 1 -> Rule.inherited().writtenBy(who);
                case 2 -> Rule.ownedBy(who);
                default -> Rule.inherited().readBy(who);
            };
        }

        private Change placed(Change change) {
            PrimaryKey parent = any();
            if (random.nextInt(4) == 0 || view.live(parent) == null || isWithin(parent, change.key())) {
                return change.atTop();
            }
            return change.under(parent, COLLECTIONS.get(random.nextInt(COLLECTIONS.size())));
        }

        private boolean isWithin(PrimaryKey at, PrimaryKey above) {
            PrimaryKey here = at;
            while (!here.isZero() && !here.equals(above)) {
                ObjectEntry entry = view.entry(here);
                here = entry == null ? PrimaryKey.ZERO : entry.parent();
            }
            return here.equals(above);
        }

        List<StoredEvent> survivors(long mark) {
            try (Snapshot now = view.snapshot()) {
                return left(events, new Survivors(now, mark), signed);
            }
        }

        /** Folds these events alone, and demands that each is judged as it was. */
        View folded(List<StoredEvent> some, String which) {
            View folded = empty();
            Fold other = new Fold();
            for (StoredEvent each : some) {
                if (each.bare()) { // no more is left of it than that
                    folded.apply(new Effects(
                            List.of(other.begun(GoneBirth.of(each.event().facts(), each.sequence()))), List.of(),
                            each.sequence()));
                    continue;
                }
                if (isForThose(folded, each)) {
                    assertThat(judgedBy(folded, each.event())).as("%s, rights at event %s", which, each.sequence())
                            .isEqualTo(judgedBy.get(each.sequence()));
                }
                folded.apply(ChainLoader.effect(folded, other, each.event(), each.sequence()));
            }
            return folded;
        }

        /** What changes an object that has ended, or puts it below one, is not for those who never knew that. */
        private boolean isForThose(View folded, StoredEvent each) {
            Facts facts = each.event().facts();
            boolean endsThere = facts.place() instanceof Place.Under(PrimaryKey parent, String _)
                    && folded.live(parent) == null;
            return !(facts.isChange() && folded.live(facts.key()) == null) && !endsThere;
        }

        void assertIsAll(View other, String which) {
            assertThat(told(other)).as(which).isEqualTo(told(view));
        }

        private List<String> told(View told) {
            List<String> all = new ArrayList<>();
            try (Snapshot now = told.snapshot()) {
                keys.forEach(key -> all.add(told(now.live(key))));
                List<PrimaryKey> parents = new ArrayList<>(keys);
                parents.add(PrimaryKey.ZERO);
                for (PrimaryKey parent : parents) {
                    for (String collection : List.of("", "notes", "drafts")) {
                        now.children(parent, collection, each -> all.add(parent + collection + each.key()));
                    }
                }
            }
            return all;
        }

        private static String told(ObjectEntry live) {
            return live == null ? "nothing"
                    : live + " in " + live.parent() + live.collection() + " rules " + live.rules() + " born "
                            + live.born()
                            + " placed " + live.placed() + " valued " + live.valued() + " written " + live.written()
                            + " vouching " + live.vouching();
        }

        private static String judgedBy(ChainState state, Event event) {
            StringBuilder all = new StringBuilder();
            ObjectEntry live = state.live(event.facts().key());
            all.append(live == null ? "a birth" : rulesAt(state, live));
            if (event.facts().place() instanceof Place.Under(PrimaryKey parent, String _)) {
                ObjectEntry above = state.live(parent);
                all.append(" to ").append(above == null ? "nothing" : rulesAt(state, above));
            }
            return all.toString();
        }

        private static String rulesAt(ChainState state, ObjectEntry from) {
            StringBuilder all = new StringBuilder();
            for (Right right : Right.values()) {
                ObjectEntry carrier = state.carrier(from, right);
                all.append(right).append(carrier.key().low()).append('@').append(carrier.rules().since()).append(' ');
            }
            return all.toString();
        }
    }

    private static List<StoredEvent> left(List<StoredEvent> events, Survivors survivors, Set<Long> signed) {
        List<StoredEvent> left = new ArrayList<>();
        for (StoredEvent each : events) {
            boolean isSigned = signed.contains(each.sequence());
            switch (survivors.of(each, isSigned)) {
                case ALL -> left.add(each);
                case BIRTH -> left.add(isSigned ? each : new StoredEvent(each.sequence(), each.event(), null, true));
                case NOTHING -> {
                    // which is what becomes of it
                }
            }
        }
        return left;
    }

    private static List<Long> sequences(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::sequence).toList();
    }

    private static View empty() {
        return ChainLoader.empty(Founding.ownedBy(Keys.of("alice")).genesis().record());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSurvivorsOfAnyStoryTellAllOfIt(int seed) {
        Story story = new Story(new Random(seed));
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 150; i++) {
                story.step();
            }
            for (long mark : new long[] {0, story.view.sequence() / 2, Long.MAX_VALUE}) {
                String which = "seed " + seed + ", round " + round + ", mark " + mark;
                List<StoredEvent> survivors = story.survivors(mark);
                story.assertIsAll(story.folded(survivors, which), which);
            }
        }
    }

    /** So that compaction may go on from what an earlier one left. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theSurvivorsOfSurvivorsAreThose(int seed) {
        Story story = new Story(new Random(1_000 + seed));
        List<StoredEvent> left = List.of();
        for (int round = 0; round < 6; round++) {
            int from = story.events.size();
            for (int i = 0; i < 100; i++) {
                story.step();
            }
            List<StoredEvent> some = new ArrayList<>(left);
            some.addAll(story.events.subList(from, story.events.size()));
            String which = "seed " + seed + ", round " + round;
            try (Snapshot now = story.folded(some, which).snapshot()) {
                left = left(some, new Survivors(now, Long.MAX_VALUE), story.signed);
            }
            assertThat(sequences(story.survivors(Long.MAX_VALUE))).as(which).containsAll(sequences(left));
            story.assertIsAll(story.folded(left, which), which);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofObjectsThatAreOnlyChangedTwoEventsAreLeft(int seed) {
        Random random = new Random(seed);
        Story story = new Story(random);
        int keys = story.keys.size();
        for (int i = 0; i < 500; i++) {
            Change change = Change.put(story.keys.get(i % keys)).value("x");
            Event event = (i < keys ? change.atTop() : change).by(AUTHOR);
            long sequence = i + 1L;
            story.events.add(new StoredEvent(sequence, event, null, false));
            story.view.apply(ChainLoader.effect(story.view, story.fold, event, sequence));
        }
        assertThat(story.survivors(Long.MAX_VALUE)).hasSize(2 * keys)
                .allMatch(each -> each.event().facts().kind() == Kind.PUT);
    }
}
