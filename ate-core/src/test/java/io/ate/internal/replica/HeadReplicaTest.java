package io.ate.internal.replica;

import io.ate.HistoryNeededException;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Condition;
import io.ate.internal.protocol.MessageCodec;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a server shows of single objects, to who has none of the history. */
final class HeadReplicaTest extends ChainsAtTheirHeads {
    @Test
    void whoWaitsToBeShownSomethingIsToldThatTheChainWasClosed() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        client.reachable = false;
        client.cut();
        HeadInquiry waiting = ask(head, object(1));
        assertThat(waiting.answer()).isNotDone();

        head.close();
        world.settle();

        assertThat(waiting.answer()).isCompletedExceptionally();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> answer(waiting))
                .withMessageContaining("closed");
        HeadInquiry late = ask(head, object(1));
        assertThat(late.answer()).isCompletedExceptionally();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> answer(late))
                .withMessageContaining("closed");
    }

    @Test
    void whatWasSeenBeforeTheServerWasCaughtTheNextRunHoldsAgainstItToo() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        List<RootAt> remembered = new ArrayList<>();
        Pins memory = new Pins() {
            @Override
            public void saw(SeenHead seen) {
                remembered.add(seen.head());
            }
        };
        var opened = client.connection.open(World.pinned(genesis, ALICE).forObjects(Duration.ofSeconds(20)),
                world.log(), memory);
        world.pass(6_000);
        HeadReplica head = (HeadReplica) opened.join();
        commit(Change.store(object(2), "two"));
        HeadInquiry inquiry = ask(head, object(2));
        RootAt known = head.verifiedHead();
        assertThat(head.take(answer(inquiry), known, Set.of(object(2)))).isNotNull();
        RootAt seen = head.verifiedHead();
        assertThat(seen.size()).isEqualTo(2);

        RootAt further = new RootAt(9, known.root());
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> head.take(answer(inquiry), further, Set.of(object(2))));
        world.settle();

        assertThat(remembered).contains(seen);
    }

    @Test
    void anObjectIsShownWithWhatItHangsBelow() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        commit(Change.store(object(2), "two").under(object(1)), Change.store(object(3), "three"));
        commit(Change.put(object(2)).value("more"));
        HeadState shown = shown(atHead(), object(2));
        ObjectEntry entry = Objects.requireNonNull(shown.live(object(2)));
        assertThat(entry.version()).isEqualTo(4);
        assertThat(entry.born()).isEqualTo(2);
        assertThat(Writes.text(Objects.requireNonNull(shown.events().get(entry.valued())))).isEqualTo("more");
        assertThat(shown.live(object(1))).isNotNull();
        assertThat(shown.knows(object(3))).isFalse();
    }

    @Test
    void whatIsNotThereIsNotShown() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        commit(Change.delete(object(1)));
        HeadState shown = shown(atHead(), object(1), object(2));
        assertThat(shown.knows(object(1))).isTrue();
        assertThat(shown.live(object(1))).isNull();
        assertThat(shown.live(object(2))).isNull();
    }

    @Test
    void rulesAreShownWithAllThatLedToThemAndTheKeysThatSigned() throws InterruptedException {
        commit(Change.publish(BOB.publicKeys()),
                Change.store(object(1), "one").ruled(Rule.inherited().controlledBy(BOB)));
        Submission bobs = writer.submit(
                Writes.draft(writer, BOB, true, Change.put(object(1)).ruled(Rule.inherited().controlledBy(BOB, ALICE))),
                soon());
        world.settle();
        assertThat(bobs.answer()).isCompleted();
        commit(Change.put(object(1)).ruled(Rule.inherited().writtenBy(ALICE)));
        HeadState shown = shown(atHead(), object(1));
        ObjectEntry entry = Objects.requireNonNull(shown.live(object(1)));
        assertThat(Objects.requireNonNull(entry.rules()).since()).isEqualTo(4);
        assertThat(shown.publicKey(BOB.id())).isNotNull();
    }

    @Test
    void whatWasMovedOrHasNoRulesAnyMoreTakesTheHistory() throws InterruptedException {
        commit(Change.store(object(1), "one"), Change.store(object(2), "two"));
        commit(Change.put(object(1)).under(object(2)));
        commit(Change.store(object(3), "three").ruled(Rule.inherited().writtenBy(ALICE)));
        commit(Change.put(object(3)).ruled(Rule.inherited()));
        HeadReplica head = atHead();
        assertThatExceptionOfType(HistoryNeededException.class).isThrownBy(() -> shown(head, object(1)));
        assertThatExceptionOfType(HistoryNeededException.class).isThrownBy(() -> shown(head, object(3)));
        assertThat(shown(head, object(2)).live(object(2))).isNotNull();
    }

    @Test
    void whatWasAskedForWhenTheConnectionBrokeIsAskedForAgain() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        RootAt known = head.verifiedHead();
        client.losing = _ -> List.of();
        HeadInquiry inquiry = ask(head, object(1));
        client.losing = UnaryOperator.identity();
        client.cut();
        commit(Change.store(object(2), "two"));
        world.pass(60_000);
        assertThat(head.verifiedHead().size()).isEqualTo(2);
        HeadState found = Objects.requireNonNull(head.take(answer(inquiry), known, Set.of(object(1))));
        assertThat(found.live(object(1))).isNotNull();
    }

    @Test
    void whatIsShownOfAHeadThatOthersHaveLookedBeyondIsAskedForAgain() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        RootAt known = head.verifiedHead();
        HeadInquiry inquiry = ask(head, object(1));
        commit(Change.store(object(2), "two"));
        assertThat(shown(head, object(2)).head().size()).isEqualTo(2);
        assertThat(head.take(answer(inquiry), known, Set.of(object(1)))).isNull();
        assertThat(head.verifiedHead().size()).isEqualTo(2);
    }

    @Test
    void commitsGoAndTheServersAnswerToThemCounts() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        shown(head, object(1));
        Submission written = head.submit(
                Writes.draft(head, ALICE, Change.put(object(1)).value("two").onlyIf(new Condition.AtVersion(1))),
                soon());
        world.settle();
        Submission late = head.submit(
                Writes.draft(head, ALICE, Change.put(object(1)).value("three").onlyIf(new Condition.AtVersion(1))),
                soon());
        world.settle();
        assertThat(written.answer().join()).isEqualTo(2);
        assertThat(late.answer()).isCompletedExceptionally();
        assertThat(Writes.read(writer, object(1))).isEqualTo("two");
    }

    @Test
    void aCommitIsNotJudgedByWhatWasLookedAtForAnother() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        commit(Change.store(object(2), "two"));
        HeadReplica head = atHead();
        shown(head, object(1));
        shown(head, object(2));
        Submission written = head.submit(
                Writes.draft(head, ALICE, Change.put(object(1)).value("more").onlyIf(new Condition.AtVersion(1))),
                soon());
        world.settle();
        assertThat(written.answer().join()).isEqualTo(3);
    }

    @Test
    void anAnswerToACommitCountsAsSeen() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        shown(head, object(1));
        Submission written = head.submit(
                Writes.draft(head, ALICE, true, Change.store(object(2), "two"), Change.store(object(3), "three")),
                soon());
        world.settle();
        assertThat(written.answer().join()).isEqualTo(2);
        assertThat(head.sequence()).isEqualTo(3);
        assertThat(head.await(3, Deadline.in(Duration.ZERO))).isTrue();
        assertThat(head.verifiedHead().size()).isEqualTo(3);
    }

    @Test
    void twoLooksAtOneHeadAreBothTaken() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        commit(Change.store(object(2), "two"));
        HeadReplica head = atHead();
        client.meddling = messages -> messages.stream().map(HeadReplicaTest::copied).toList();
        RootAt known = head.verifiedHead();
        HeadInquiry one = ask(head, object(1));
        HeadInquiry two = ask(head, object(2));
        assertThat(head.take(answer(one), known, Set.of(object(1)))).isNotNull();
        assertThat(head.take(answer(two), known, Set.of(object(2)))).isNotNull();
    }

    /** The same, as it comes over a wire. */
    private static ToClient copied(ToClient message) {
        try {
            return MessageCodec.decodeToClient(MessageCodec.encode(message));
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoseRulesHaveChangedTooOftenTakesTheHistory() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        for (int i = 0; i < 65; i++) {
            commit(Change.put(object(1)).ruled(Rule.inherited().writtenBy(ALICE)));
        }
        HeadReplica head = atHead();
        HeadState shown = shown(head, object(1));
        assertThat(Objects.requireNonNull(shown.live(object(1))).version()).isEqualTo(66);
        assertThat(shown.events()).hasSize(66);
        commit(Change.put(object(1)).ruled(Rule.inherited().writtenBy(ALICE)));
        assertThatExceptionOfType(HistoryNeededException.class).isThrownBy(() -> shown(head, object(1)));
    }

    @Test
    void whatIsShownPieceByPieceAtOneHeadIsShownTogether() throws InterruptedException {
        commit(Change.store(object(1), "one").ruled(Rule.inherited().writtenBy(ALICE)));
        commit(Change.store(object(2), "two").under(object(1)), Change.store(object(3), "three"));
        HeadReplica head = atHead();
        HeadState both = shown(head, object(2)).and(shown(head, object(3), object(4))).and(shown(head, object(1)));
        for (int i = 1; i <= 3; i++) {
            ObjectEntry entry = Objects.requireNonNull(both.live(object(i)), "object " + i);
            assertThat(Objects.requireNonNull(both.events().get(entry.valued())).hasPayload()).isTrue();
        }
        assertThat(both.knows(object(4))).isTrue();
        assertThat(both.live(object(4))).isNull();
        assertThat(both.knows(object(5))).isFalse();
    }
}
