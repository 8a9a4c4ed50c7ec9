package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.DerivedKeys;
import io.ate.internal.event.NameTag;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.ObjectEntry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** Where objects may be: births, moves, cycles, names, and what dies with a parent. */
class PlacesTest {
    private static final PrimaryKey A = new PrimaryKey(1, 1);
    private static final PrimaryKey B = new PrimaryKey(1, 2);
    private static final PrimaryKey C = new PrimaryKey(1, 3);
    private static final NameTag TAG = new NameTag(7, 7);

    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");
    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice)
            .ruledBy(Rule.ownedBy(alice).writtenBy(alice, bob), bob)
            .genesis());
    private final Author author = chain.author(alice);

    private long admitted(Commit commit) {
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isNull();
        return outcome.first();
    }

    private void refused(Commit commit, Reason reason) {
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isEqualTo(reason);
    }

    @Test
    void aParentMayBeBornEarlierInTheSameCommitButNotLater() {
        refused(author.commit(put(B).under(A).value("x"), store(A, "x")), Reason.NO_SUCH_PARENT);
        admitted(author.commit(store(A, "x"), put(B).under(A).value("x"), put(C).under(B).value("x")));
        ObjectEntry born = Objects.requireNonNull(chain.view().live(C));
        assertThat(born.parent()).isEqualTo(B);
    }

    @Test
    void aParentThatEndsEarlierInTheSameCommitIsNone() {
        admitted(author.commit(store(A, "x")));
        refused(author.commit(delete(A), put(B).under(A).value("x")), Reason.NO_SUCH_PARENT);
    }

    @Test
    void aCycleIsRefusedAlsoWhereOneCommitWouldCloseIt() {
        admitted(author.commit(store(A, "x"), store(B, "x"), store(C, "x")));
        refused(author.commit(put(A).under(B), put(B).under(A)), Reason.CYCLE);
        refused(author.commit(put(A).under(B), put(B).under(C), put(C).under(A)), Reason.CYCLE);
        admitted(author.commit(put(A).under(B), put(B).under(C)));
        refused(author.commit(put(C).under(A)), Reason.CYCLE);
    }

    @Test
    void whatWouldBeACycleIsNoneAnyMoreWhereTheCommitOpensItFirst() {
        admitted(author.commit(store(A, "x"), put(B).under(A).value("x")));
        admitted(author.commit(put(B).atTop(), put(A).under(B)));
    }

    @Test
    void anObjectIsNotBornBelowItself() {
        refused(author.commit(put(A).under(A).value("x")), Reason.NO_SUCH_PARENT);
        refused(author.commit(put(A).under(B).value("x"), put(B).under(A).value("x")), Reason.NO_SUCH_PARENT);
    }

    @Test
    void whatHungBelowADeletedObjectIsDeadToo() {
        admitted(author.commit(store(A, "x"), put(B).under(A).value("x"), put(C).under(B).value("x")));
        admitted(author.commit(delete(A)));
        refused(author.commit(put(C).value("x")), Reason.NO_SUCH_OBJECT);
        refused(author.commit(delete(B)), Reason.NO_SUCH_OBJECT);
        refused(author.commit(put(new PrimaryKey(1, 9)).under(C).value("x")), Reason.NO_SUCH_PARENT);
    }

    @Test
    void nobodyInheritsWhatHungBelowAnObjectThatIsBornAgain() {
        admitted(author.commit(store(A, "x"), put(B).under(A).value("x"), put(C).under(B).value("x")));
        admitted(author.commit(delete(A)));
        admitted(chain.author(bob).commit(store(A, "taken").ruled(Rule.ownedBy(bob))));
        assertThat(chain.view().live(A)).isNotNull();
        assertThat(chain.view().live(B)).isNull();
        assertThat(chain.view().live(C)).isNull();
        refused(new Author(chain.genesis(), bob, 1).commit(put(B).value("x")), Reason.NO_SUCH_OBJECT);
        refused(new Author(chain.genesis(), bob, 2).commit(put(C).value("x")), Reason.NO_SUCH_OBJECT);
    }

    @Test
    void whatHungBelowStaysDeadAlsoWhereItsParentIsBornAgainInOneCommitWithTheEnd() {
        admitted(author.commit(store(A, "x"), put(B).under(A).value("x"), put(C).under(B).value("x")));
        admitted(author.commit(delete(A), store(B, "again")));
        assertThat(chain.view().live(B)).isNotNull();
        assertThat(chain.view().live(C)).isNull();
    }

    @Test
    void aDeadObjectIsBornAgainOnlyWithThePlaceOfABirth() {
        admitted(author.commit(store(A, "x"), put(B).under(A).value("x")));
        admitted(author.commit(delete(A)));
        refused(author.commit(put(B).value("x")), Reason.NO_SUCH_OBJECT);
        refused(author.commit(put(B).under(A).value("x")), Reason.NO_SUCH_PARENT);
        long again = admitted(author.commit(store(B, "x")));
        ObjectEntry entry = Objects.requireNonNull(chain.view().live(B));
        assertThat(entry.born()).isEqualTo(again);
    }

    @Test
    void rulesOfAFormerLifeDoNotComeBack() {
        admitted(author.commit(store(A, "x").ruled(Rule.inherited().writtenByNobody().controlledBy(bob))));
        admitted(author.commit(put(B).atTop().value("x")));
        refused(author.commit(delete(A)), Reason.NO_WRITE_AUTHORITY);
        admitted(chain.author(bob).commit(put(A).ruled(Rule.inherited().writtenBy(alice).controlledBy(bob))));
        admitted(author.commit(delete(A)));
        admitted(author.commit(store(A, "x")));
        admitted(author.commit(put(A).value("y").ruled(Rule.inherited().readByEveryone()).clear("y")));
    }

    @Test
    void anObjectOfANameExistsOnceAndOnlyBelowItsParent() {
        admitted(author.commit(store(A, "x"), store(B, "x")));
        PrimaryKey named = DerivedKeys.derive(chain.id(), A, TAG);
        refused(author.commit(put(named).under(B).named(TAG).value("squatter")), Reason.WRONG_DERIVED_KEY);
        refused(author.commit(store(named, "squatter").named(TAG)), Reason.WRONG_DERIVED_KEY);
        admitted(author.commit(put(named).under(A).named(TAG).value("x")));
        refused(author.commit(put(named).under(B).named(TAG)), Reason.WRONG_DERIVED_KEY);
        admitted(author.commit(delete(named).named(TAG)));
        admitted(author.commit(put(named).under(A).named(TAG).value("again")));
    }

    @Test
    void namesOfOneChainMeanNothingOnAnother() {
        DrivenChain other = DrivenChain.begin(Founding.ownedBy(alice).named("example.com/other").genesis());
        PrimaryKey named = DerivedKeys.derive(other.id(), PrimaryKey.ZERO, TAG);
        refused(author.commit(store(named, "x").named(TAG)), Reason.WRONG_DERIVED_KEY);
    }
}
