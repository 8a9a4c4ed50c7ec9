package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Draft;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.WriterHistory;
import io.ate.internal.view.Writers;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** However deep a tree is, what thousands of events at its end cost is steps of their own number. */
class DeepTreesTest {
    private static final int DEPTH = ChainState.DEPTH - 2;
    private static final int MANY = 1_000;
    /** Looks at the state that judging an event, or a condition, takes in a flat tree, and a few more. */
    private static final long EACH = 50;

    private final HeldKeys alice = Keys.of("alice");
    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice).centralized().genesis());
    private final Author author = chain.author(alice);
    private long looks;
    private final ChainState counted = new ChainState() {
        @Override
        public @Nullable ObjectEntry entry(PrimaryKey key) {
            looks++;
            return chain.view().entry(key);
        }

        @Override
        public @Nullable KeyEntry publicKey(KeyId id) {
            return chain.view().publicKey(id);
        }

        @Override
        public boolean beginsSigned(PrimaryKey key) {
            return chain.view().beginsSigned(key);
        }
    };

    private static PrimaryKey level(int depth) {
        return new PrimaryKey(1, depth);
    }

    private static PrimaryKey leaf(int number) {
        return new PrimaryKey(2, number);
    }

    @BeforeEach
    void aDeepPath() {
        Change[] path = IntStream.rangeClosed(1, DEPTH)
                .mapToObj(depth -> depth == 1 ? store(level(1), "x")
                        : put(level(depth)).under(level(depth - 1)).value("x"))
                .toArray(Change[]::new);
        assertThat(chain.admit(author.commit(path)).reason()).isNull();
    }

    private static Change[] leaves() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> put(leaf(i)).under(level(DEPTH)).value("x"))
                .toArray(Change[]::new);
    }

    private Verdict judge(Commit commit) {
        CheckedCommit checked = new CommitCheck(chain.id(), new Verifiers()).check(commit, _ -> alice.publicKeys());
        looks = 0;
        return new Judge(Trust.CENTRALIZED, Judge.Role.ADMITTING, new Fold()).judge(counted,
                new Writers(chain.id(), WriterHistory.EMPTY), checked, Set.of(alice.id()), chain.sequencer().end() + 1);
    }

    private void assertCheap(Commit commit, int parts) {
        assertThat(judge(commit)).isInstanceOf(Verdict.Admitted.class);
        assertThat(looks).as("looks at the state").isLessThan(parts * EACH + 10L * ChainState.REACH);
    }

    @Test
    void birthsAtTheEndOfADeepPathCostOneWalk() {
        assertCheap(author.commit(leaves()), MANY);
    }

    @Test
    void changesAndDeletionsThereCostOneWalk() {
        chain.admit(author.commit(leaves()));
        assertCheap(author.commit(IntStream.range(0, MANY)
                .mapToObj(i -> i % 2 == 0 ? delete(leaf(i)) : put(leaf(i)).value("y"))
                .toArray(Change[]::new)), MANY);
    }

    @Test
    void conditionsOnWhatIsThereCostOneWalk() {
        long first = chain.admit(author.commit(leaves())).first();
        Draft draft = author.draft(store(new PrimaryKey(3, 1), "x"));
        for (int i = 0; i < MANY; i++) {
            draft = draft.onlyIf(leaf(i), new Condition.AtVersion(first + i));
        }
        assertCheap(draft.commit(), MANY);
    }

    @Test
    void aCommitThatEndsThePathItselfIsStillJudgedEventByEvent() {
        Commit commit = author.commit(put(leaf(1)).under(level(DEPTH)).value("x"), delete(level(10)),
                put(leaf(2)).under(level(DEPTH)).value("x"));
        assertThat(judge(commit)).isInstanceOfSatisfying(Verdict.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_PARENT));
    }
}
