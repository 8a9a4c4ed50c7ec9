package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom rules name is known from commit to commit, and all are counted anew only where a whole subtree may have gone.
 */
class NamedCountTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final List<HeldKeys> OTHERS = List.of(Keys.of("bob"), Keys.of("carol"), Keys.of("dave"));
    private static final int OBJECTS = 30;

    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(ALICE)
            .ruledBy(Rule.ownedBy(ALICE), OTHERS.toArray(HeldKeys[]::new))
            .centralized()
            .genesis());
    private final Author author = chain.author(ALICE);
    private final NamedCount count = new NamedCount(chain.view());

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private static PrimaryKey key(int number) {
        return new PrimaryKey(1, number + 1);
    }

    private void commit(Change... changes) {
        Commit commit = author.draft(changes).signed().commit();
        if (chain.admit(commit).reason() == null) {
            count.applied(chain.published().getLast().effects());
        }
    }

    /** What going through all rules would find. */
    private Set<KeyId> named() {
        Set<KeyId> named = new HashSet<>();
        for (ObjectEntry entry : chain.view().ruled()) {
            RuleEntry rules = entry.rules();
            if (rules != null && chain.view().isLive(entry)) {
                named.addAll(rules.rules().named());
            }
        }
        return named;
    }

    private static Rule rule(Random random) {
        return random.nextInt(3) == 0 ? Rule.inherited()
                : Rule.inherited().readBy(ALICE, OTHERS.get(random.nextInt(OTHERS.size())));
    }

    private static Change change(Random random) {
        PrimaryKey key = key(random.nextInt(OBJECTS));
        PrimaryKey other = key(random.nextInt(OBJECTS));
        return switch (random.nextInt(6)) {
            case 0 -> Change.delete(key);
            case 1 -> Change.put(key).ruled(rule(random));
            case 2 -> Change.put(key).under(other).value("x").ruled(rule(random));
            default -> Change.put(key).under(other).value("x");
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoIsCountedIsWhomTheRulesInForceName(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 4; i++) {
            commit(Change.store(key(i), "x"));
        }
        for (int step = 0; step < 150; step++) {
            long losses = count.losses();
            Set<KeyId> before = count.keys();
            commit(change(random));
            if (random.nextBoolean()) {
                continue; // owners may be late
            }
            count.catchUp();
            assertThat(count.keys()).as("seed %s, step %s", seed, step).isEqualTo(named());
            assertThat(count.keys().containsAll(before) || count.losses() > losses)
                    .as("seed %s, step %s: subscribers hear of losses", seed, step)
                    .isTrue();
        }
    }

    @Test
    void whatEndsNothingThatHasRulesCostsNobodyALook() {
        commit(Change.store(key(1), "x"), Change.put(key(2)).under(key(1)).value("x"), Change.store(key(3), "x"),
                Change.put(key(4)).under(key(3)).value("x").ruled(Rule.inherited().readBy(ALICE, OTHERS.getFirst())));
        long losses = count.losses();
        commit(Change.delete(key(1)));
        commit(Change.put(key(3)).value("y"));
        assertThat(count.isBehind()).as("nothing to be counted anew").isFalse();
        assertThat(count.losses()).as("nobody has to look").isEqualTo(losses);
        commit(Change.delete(key(3)));
        assertThat(count.isBehind()).isTrue();
        count.catchUp();
        assertThat(count.containsAny(Set.of(OTHERS.getFirst().id()))).isFalse();
        assertThat(count.containsAny(Set.of(ALICE.id(), OTHERS.getFirst().id()))).isTrue();
    }
}
