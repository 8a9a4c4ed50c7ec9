package io.ate.internal.view;

import io.ate.PrimaryKey;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is recalled of the tree is what walking it anew would find, whatever is changed in between. */
class RecallingStateTest {
    private static final int OBJECTS = 60;
    private static final ObjectRules SOME = new ObjectRules(new ReadRule.Inherit(), new WriteRule.Nobody(),
            new ControlRule.Inherit());
    private static final ObjectRules OTHERS = new ObjectRules(new ReadRule.Everyone(), new WriteRule.Inherit(),
            new ControlRule.AnyOf(List.of(Keys.id("alice"))));

    private final ChainState empty = ChainLoader.empty(Founding.ownedBy(Keys.of("alice")).genesis().record());
    private final AmendedState plain = new AmendedState(empty);
    private final RecallingState recalling = new RecallingState(empty);
    private long sequence;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    private static PrimaryKey key(int number) {
        return new PrimaryKey(1, number);
    }

    private void put(ObjectEntry entry) {
        plain.put(entry);
        recalling.put(entry);
    }

    private void put(int number, PrimaryKey parent, @Nullable RuleEntry rules, long born, long placed) {
        put(new ObjectEntry(key(number), parent, "c", "t", rules, sequence, born, placed, sequence, sequence, sequence,
                false));
    }

    /** Mostly one deep path, so that there is something to be recalled. */
    private static PrimaryKey parentOf(Random random, int number) {
        return number == 0 ? PrimaryKey.ZERO
                : key(random.nextInt(4) > 0 ? number - 1 : random.nextInt(number));
    }

    private @Nullable RuleEntry rules(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new RuleEntry(SOME, null, sequence);
            case 1 -> new RuleEntry(OTHERS, null, sequence);
            default -> null;
        };
    }

    private void change(Random random) {
        sequence++;
        int number = random.nextInt(OBJECTS);
        ObjectEntry now = plain.entry(key(number));
        if (now == null || now.isDeleted()) {
            put(number, parentOf(random, number), rules(random), sequence, sequence);
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> put(new ObjectEntry(now.key(), now.parent(), "c", "t", null, sequence, now.born(), now.placed(),
                    now.valued(), now.written(), now.vouching(), true));
            case 1 -> put(number, parentOf(random, number), now.rules(), now.born(), sequence);
            case 2 -> put(number, now.parent(), rules(random), now.born(), now.placed());
            case 3 -> put(plain.zero()
                    .ruledBy(new RuleEntry(Objects.requireNonNull(plain.zero().rules()).rules(), null,
                            sequence)));
            default -> put(number, now.parent(), now.rules(), now.born(), now.placed());
        }
    }

    private void assertSame(long seed, int number) {
        ObjectEntry entry = plain.entry(key(number));
        if (entry == null) {
            return;
        }
        boolean live = plain.isLive(entry);
        assertThat(recalling.isLive(entry)).as("seed %s, change %s: %s lives", seed, sequence, entry).isEqualTo(live);
        if (live) {
            for (Right right : Right.values()) {
                assertThat(recalling.carrier(entry, right))
                        .as("seed %s, change %s: %s of %s", seed, sequence, right, entry)
                        .isSameAs(plain.carrier(entry, right));
            }
            assertThat(recalling.height(entry)).as("seed %s, change %s", seed, sequence).isEqualTo(height(entry));
            PrimaryKey other = key((number * 7) % OBJECTS);
            assertThat(recalling.isAtOrAbove(other, entry, ChainState.DEPTH)).as("seed %s, change %s", seed, sequence)
                    .isEqualTo(isAtOrAbove(other, entry));
        }
    }

    private int height(ObjectEntry entry) {
        return entry.parent().isZero() ? 1 : 1 + height(Objects.requireNonNull(plain.entry(entry.parent())));
    }

    private boolean isAtOrAbove(PrimaryKey key, ObjectEntry entry) {
        return entry.key().equals(key) || (!entry.parent().isZero()
                && isAtOrAbove(key, Objects.requireNonNull(plain.entry(entry.parent()))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsRecalledIsWhatAWalkWouldFind(long seed) {
        Random random = new Random(seed);
        for (int number = 0; number < OBJECTS; number++) {
            sequence++;
            put(number, parentOf(random, number), rules(random), sequence, sequence);
        }
        for (int round = 0; round < 300; round++) {
            change(random);
            for (int look = random.nextInt(6); look > 0; look--) {
                assertSame(seed, random.nextInt(OBJECTS));
            }
        }
    }
}
