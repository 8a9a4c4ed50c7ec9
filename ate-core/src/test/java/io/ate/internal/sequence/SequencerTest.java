package io.ate.internal.sequence;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Sender;
import io.ate.internal.view.ObjectEntry;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** Nothing is seen or answered before it is durable, and refusals no sooner than what they rest on. */
class SequencerTest {
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 2);

    private final HeldKeys alice = Keys.of("alice");
    private final AtomicBoolean failing = new AtomicBoolean();
    private final WriteFaults faults = moment -> {
        if (failing.get()) {
            throw new IOException("the disk is gone");
        }
    };
    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice).centralized().genesis(), faults);
    private final Author author = chain.author(alice);

    @Test
    void nothingIsVisibleOrAnsweredBeforeItIsDurable() {
        Sender sender = chain.submit(author.commit(store(NOTE, "one")));
        assertThat(sender.outcome()).isEqualTo(new Outcome.Open());
        assertThat(chain.view().entry(NOTE)).isNull();
        assertThat(chain.view().sequence()).isZero();
        assertThat(chain.published()).isEmpty();
        assertThat(chain.sequencer().tentative().live(NOTE)).as("but the next commit is judged by it").isNotNull();
        chain.sync();
        assertThat(sender.outcome()).isEqualTo(new Outcome.Committed(1, 1));
        assertThat(chain.view().live(NOTE)).isNotNull();
        assertThat(chain.published()).hasSize(1);
    }

    @Test
    void whatTheViewShowsHasBeenKeptBefore() {
        chain.submit(author.commit(store(NOTE, "one"), store(OTHER, "other")));
        chain.submit(author.commit(put(NOTE).value("two")));
        assertThat(chain.kept()).isEmpty();
        chain.sync();
        assertThat(chain.kept()).extracting(DrivenChain.Kept::shown).containsExactly(0L, 2L);
        assertThat(chain.kept()).extracting(DrivenChain.Kept::commit).isEqualTo(chain.published());
        assertThat(chain.view().sequence()).isEqualTo(3);
    }

    @Test
    void aRefusalIsAnsweredAfterWhatItWasJudgedOn() {
        chain.submit(author.commit(store(NOTE, "one")));
        Sender refused = chain.submit(author.commit(delete(OTHER)));
        assertThat(refused.outcome()).isEqualTo(new Outcome.Open());
        chain.sync();
        assertThat(refused.outcome().reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
    }

    @Test
    void whoAsksAgainForALostRefusalIsToldItsReason() {
        Commit refused = author.commit(delete(OTHER));
        chain.submit(refused);
        chain.submit(author.commit(store(NOTE, "one")));
        Sender again = chain.submit(refused);
        Author other = new Author(chain.genesis(), alice, 1);
        for (int i = 0; i < 256; i++) {
            chain.submit(other.commit(delete(OTHER)));
        }
        Sender muchLater = chain.submit(refused);
        chain.sync();
        assertThat(again.outcome().reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
        assertThat(muchLater.outcome().reason()).as("not every refusal is remembered for ever")
                .isEqualTo(Reason.REFUSED_EARLIER);
    }

    @Test
    void whatRestsOnALostCommitIsNotRefusedForIt() {
        chain.submit(author.commit(store(NOTE, "one")));
        Author other = new Author(chain.genesis(), alice, 1);
        Sender duplicate = chain.submit(other.commit(store(NOTE, "two").onlyIf(
                new Condition.Absent())));
        failing.set(true);
        chain.sync();
        assertThat(duplicate.outcome()).as("nobody knows").isEqualTo(new Outcome.Open());
    }

    @Test
    void aLogThatFailsAnswersNobody() {
        Sender one = chain.submit(author.commit(store(NOTE, "one")));
        Sender again = chain.submit(author.draft(store(NOTE, "one")).numbered(1).commit());
        failing.set(true);
        chain.sync();
        assertThat(one.outcome()).isEqualTo(new Outcome.Open());
        assertThat(again.outcome()).isEqualTo(new Outcome.Open());
        assertThat(chain.failures()).isNotEmpty();
        assertThat(chain.view().sequence()).isZero();
        assertThat(chain.published()).isEmpty();
    }

    @Test
    void commitsAreJudgedByThoseBeforeThemThatAreNotDurableYet() {
        List<Sender> senders = List.of(chain.submit(author.commit(store(NOTE, "one"))),
                chain.submit(author.commit(put(OTHER).under(NOTE).value("below"))),
                chain.submit(author.commit(put(NOTE).value("two"))),
                chain.submit(author.commit(delete(NOTE))),
                chain.submit(author.commit(put(OTHER).value("too late"))));
        chain.sync();
        assertThat(senders.subList(0, 4)).allSatisfy(sender -> assertThat(sender.outcome().reason()).isNull());
        assertThat(senders.getLast().outcome().reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
        assertThat(chain.view().live(OTHER)).isNull();
    }

    @Test
    void whatBecomesDurableDoesNotHideWhatLaterCommitsDid() {
        chain.submit(author.commit(store(NOTE, "one")));
        chain.submit(author.commit(put(NOTE).value("two")));
        chain.sequencer().durable(1);
        ObjectEntry tentative = Objects.requireNonNull(chain.sequencer().tentative().live(NOTE));
        assertThat(tentative.version()).isEqualTo(2);
        assertThat(chain.view().sequence()).isEqualTo(1);
    }

    @Test
    void answersComeInTheOrderOfJudgement() {
        for (int i = 0; i < 10; i++) {
            chain.submit(author.commit(store(new PrimaryKey(2, i), "x")));
        }
        chain.sequencer().durable(4);
        assertThat(chain.published()).hasSize(4);
        assertThat(chain.sequencer().waiting()).isEqualTo(6);
        chain.sync();
        assertThat(chain.published()).extracting(each -> each.record().first())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void recordsNameTheWritersPreviousCommit() {
        Author other = new Author(chain.genesis(), alice, 1);
        chain.admit(author.commit(store(NOTE, "one"), store(OTHER, "x")));
        chain.admit(other.commit(put(NOTE).value("two")));
        chain.admit(author.commit(put(NOTE).value("three")));
        chain.admit(other.commit(put(NOTE).value("four")));
        assertThat(chain.published()).extracting(each -> each.record().previous()).containsExactly(0L, 0L, 1L, 3L);
        assertThat(chain.published()).extracting(each -> each.record().last()).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aCommitIsAllOrNothingAlsoWhereItsLastEventIsRefused() {
        Commit commit = author.commit(store(NOTE, "one"), store(OTHER, "two"), delete(new PrimaryKey(1, 404)));
        assertThat(chain.admit(commit).reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
        assertThat(chain.view().entry(NOTE)).isNull();
        assertThat(chain.sequencer().tentative().entry(NOTE)).isNull();
        assertThat(chain.log().end(chain.stored().number())).isZero();
    }
}
