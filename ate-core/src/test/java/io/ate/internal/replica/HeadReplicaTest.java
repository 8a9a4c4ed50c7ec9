package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.HistoryNeededException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.MessageCodec;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ShownEvent;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.tree.MemoryTreeNodes;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a server shows of single objects, to who has none of the history, and what comes of it when it lies. */
final class HeadReplicaTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final HeldKeys MALLORY = Keys.of("mallory");

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
    private final RemoteReplica writer = world.client().open(World.wish(genesis, ALICE));
    private final World.Client client = world.client();

    private HeadReplica atHead() {
        return (HeadReplica) client.open(World.pinned(genesis, ALICE).forObjects(Duration.ofSeconds(20)));
    }

    private void commit(Change... changes) throws InterruptedException {
        Submission submission = writer.submit(Writes.draft(writer, ALICE, true, changes), soon());
        world.settle();
        assertThat(submission.answer()).isCompleted();
    }

    private HeadState shown(HeadReplica head, PrimaryKey... keys) {
        RootAt known = head.verifiedHead();
        HeadInquiry inquiry = ask(head, keys);
        return Objects.requireNonNull(head.take(answer(inquiry), known, Set.of(keys)));
    }

    private HeadInquiry ask(HeadReplica head, PrimaryKey... keys) {
        HeadInquiry inquiry = new HeadInquiry(head.verifiedHead().size(), List.of(keys));
        head.ask(inquiry);
        world.settle();
        return inquiry;
    }

    private static LoadedObjects answer(HeadInquiry inquiry) {
        try {
            return inquiry.answer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

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
    void theServerCannotShowAnEventThatIsNoneOfTheChains() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        Event forged = Change.store(object(1), "forged").by(ALICE.id());
        assertCaught(each -> with(each, forged, each.proof(), each.commit()), "does not stand in the tree");
    }

    @Test
    void theServerCannotShowAnEventElsewhereThanItStands() throws InterruptedException {
        commit(Change.store(object(1), "one"), Change.store(object(2), "two"));
        assertCaught(each -> new ShownEvent(2, each.whole(), each.event(), each.proof(), each.commit()),
                "does not stand in the tree");
    }

    @Test
    void theServerCannotShowAnotherPayload() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        assertCaught(each -> with(each, event(each).withPayload(Slice.of("two".getBytes(UTF_8))), each.proof(),
                each.commit()), "has another payload");
    }

    @Test
    void theServerCannotShowAnotherObject() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        commit(Change.store(object(2), "two"));
        HeadReplica head = atHead();
        AtomicReference<LoadedObjects> other = new AtomicReference<>();
        lie(answer -> {
            other.compareAndSet(null, answer);
            LoadedObjects first = other.get();
            return new LoadedObjects(answer.channel(), answer.request(), answer.head(), answer.proof(), first.events());
        });
        assertThat(shown(head, object(2)).live(object(2))).isNotNull();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("was not asked for");
        world.settle();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(head::standpoint);
    }

    @Test
    void theServerCannotGoBackBehindWhatItHasShown() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        AtomicReference<LoadedObjects> old = new AtomicReference<>();
        lie(answer -> {
            old.compareAndSet(null, answer);
            LoadedObjects first = old.get();
            return new LoadedObjects(answer.channel(), answer.request(), first.head(), ConsistencyProof.EMPTY,
                    first.events());
        });
        shown(head, object(1));
        client.meddling = UnaryOperator.identity();
        commit(Change.put(object(1)).value("two"));
        shown(head, object(1));
        lie(answer -> new LoadedObjects(answer.channel(), answer.request(), old.get().head(), ConsistencyProof.EMPTY,
                old.get().events()));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("goes on from");
    }

    @Test
    void theServerCannotTakeBackWhatItSaidItHadStored() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        AtomicReference<LoadedObjects> old = new AtomicReference<>();
        lie(answer -> {
            old.compareAndSet(null, answer);
            LoadedObjects first = old.get();
            return new LoadedObjects(answer.channel(), answer.request(), first.head(), ConsistencyProof.EMPTY,
                    first.events());
        });
        shown(head, object(1));
        Submission written = head.submit(
                Writes.draft(head, ALICE, Change.put(object(1)).value("two").onlyIf(new Condition.AtVersion(1))),
                soon());
        world.settle();
        assertThat(written.answer().join()).isEqualTo(2);
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("goes on from the 2 events");
    }

    @Test
    void theServerCannotSayThatACommitIsStoredWhereSomethingElseIs() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        shown(head, object(1));
        client.meddling = messages -> messages.stream()
                .map(each -> each instanceof Committed(int channel, int request, long number, var _)
                        ? new Committed(channel, request, number, 1)
                        : each)
                .toList();
        Submission written = head.submit(
                Writes.draft(head, ALICE, Change.put(object(1)).value("two").onlyIf(new Condition.AtVersion(1))),
                soon());
        world.settle();
        assertThat(written.answer()).isCompletedExceptionally();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(head::standpoint)
                .withMessageContaining("is at sequence 1, where something else is");
    }

    @Test
    void headsOfAnotherEpochAreNotTaken() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        lie(answer -> new LoadedObjects(answer.channel(), answer.request(),
                SignedHead.sign(genesis.chainId(), 2, answer.head().root(), 5, world.identity), answer.proof(),
                answer.events()));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("epoch 2");
    }

    @Test
    void theServerCannotShowAnotherHistoryThanItHasShown() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        Event other = Change.store(object(1), "other").by(ALICE.id());
        lie(told(List.of(other, other), 0, null));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("goes on from");
    }

    @Test
    void nobodyElseSignsTheHeads() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        lie(answer -> new LoadedObjects(answer.channel(), answer.request(),
                SignedHead.sign(genesis.chainId(), 1, answer.head().root(), 5, MALLORY), answer.proof(),
                answer.events()));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("is not signed by the server's identity");
    }

    @Test
    void rulesBySomebodyWithoutTheRightAreNotTaken() {
        Event birth = Change.store(object(1), "one").by(ALICE.id());
        Author mallory = new Author(genesis, MALLORY, 7);
        Commit rule = mallory.draft(Change.put(object(1)).ruled(Rule.inherited().controlledBy(ALICE)))
                .signed()
                .commit();
        Event key = Change.publish(MALLORY.publicKeys()).by(MALLORY.id());
        HeadReplica head = atHead();
        lie(told(List.of(birth, key, rule.events().getFirst()), 2, rule));
        assertThatExceptionOfType(HistoryNeededException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("may change the rules");
    }

    @Test
    void rulesThatNobodySignedAreNotTaken() {
        Event birth = Change.store(object(1), "one").by(ALICE.id());
        Event rule = Change.put(object(1)).ruled(Rule.inherited().controlledBy(ALICE)).by(ALICE.id());
        HeadReplica head = atHead();
        lie(told(List.of(birth, rule), 1, null));
        assertThatExceptionOfType(HistoryNeededException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("may change the rules");
    }

    @Test
    void rulesWithAForgedSignatureAreNotTaken() {
        Event birth = Change.store(object(1), "one").by(ALICE.id());
        Commit rule = new Author(genesis, ALICE, 7)
                .draft(Change.put(object(1)).ruled(Rule.inherited().controlledBy(ALICE)))
                .signed()
                .commit();
        byte[] signature = rule.signatures().getFirst().bytes().toArray();
        signature[100] ^= 1;
        Commit forged = new Commit(rule.statement(), rule.statementBytes(),
                List.of(new CommitSignature(0, Slice.of(signature))), rule.events());
        HeadReplica head = atHead();
        lie(told(List.of(birth, rule.events().getFirst()), 1, forged));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("whose signature by key");
    }

    @Test
    void aSignatureCountsForTheEventsOfItsCommitAlone() {
        Event birth = Change.store(object(1), "one").by(ALICE.id());
        Event rule = Change.put(object(1)).ruled(Rule.inherited().controlledBy(ALICE)).by(ALICE.id());
        Commit other = new Author(genesis, ALICE, 7).draft(Change.store(object(2), "two")).signed().commit();
        HeadReplica head = atHead();
        lie(told(List.of(birth, rule), 1, other));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("is not part of the commit");
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

    @Test
    void theServerCannotShowAnObjectAsTwoThingsAtOneHead() throws InterruptedException {
        commit(Change.store(object(1), "one"), Change.store(object(2), "two").under(object(1)));
        commit(Change.put(object(1)).value("newer"));
        HeadReplica head = atHead();
        HeadState first = shown(head, object(1));
        lie(answer -> new LoadedObjects(answer.channel(), answer.request(), answer.head(), answer.proof(),
                answer.events().stream().filter(each -> each.sequence() < 3).toList()));
        HeadState second = shown(head, object(2));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> head.together(first, second))
                .withMessageContaining("two different things");
        world.settle();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(head::standpoint);
    }

    @Test
    void theServerCannotShowWhatItHasShownNotToBeThere() throws InterruptedException {
        commit(Change.store(object(1), "one"), Change.store(object(2), "two").under(object(1)));
        HeadReplica head = atHead();
        lie(answer -> new LoadedObjects(answer.channel(), answer.request(), answer.head(), answer.proof(), List.of()));
        HeadState absent = shown(head, object(1));
        client.meddling = UnaryOperator.identity();
        HeadState there = shown(head, object(2));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> absent.and(there));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> there.and(absent));
    }

    @Test
    void aRefusalThatSaysNothingOfTheHistoryDoesNotAskForIt() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        client.meddling = messages -> messages.stream()
                .map(each -> each instanceof LoadedObjects shown
                        ? new Rejected(shown.channel(), shown.request(), Reason.LIMIT, null, "too many at a time")
                        : each)
                .toList();
        assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining("LIMIT")
                .withMessageContaining("too many at a time");
    }

    // --- lies

    private void lie(UnaryOperator<LoadedObjects> lie) {
        client.meddling = messages -> messages.stream()
                .map(each -> each instanceof LoadedObjects shown ? lie.apply(shown) : each)
                .toList();
    }

    private void assertCaught(UnaryOperator<ShownEvent> lie, String text) {
        HeadReplica head = atHead();
        lie(answer -> new LoadedObjects(answer.channel(), answer.request(), answer.head(), answer.proof(),
                answer.events().stream().map(lie).toList()));
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> shown(head, object(1)))
                .withMessageContaining(text);
    }

    private static ShownEvent with(ShownEvent shown, Event event, InclusionProof proof,
            ShownEvent.@Nullable Signed commit) {
        return new ShownEvent(shown.sequence(), true, encoded(event), proof, commit);
    }

    /** A chain of the server's making, of which it shows everything: the event at {@code signed} with a commit. */
    private UnaryOperator<LoadedObjects> told(List<Event> events, int signed, @Nullable Commit commit) {
        MemoryTreeNodes nodes = new MemoryTreeNodes();
        events.forEach(each -> nodes.append(each.hash(genesis.chainId())));
        MerkleTree tree = new MerkleTree(nodes);
        RootAt root = tree.root(events.size());
        List<ShownEvent> shown = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            ShownEvent.Signed by = commit == null || i != signed ? null
                    : new ShownEvent.Signed(CommitRecord.of(commit, i + 1, 5, 0).encode(),
                            new InclusionProof(List.of()));
            shown.add(new ShownEvent(i + 1, true, encoded(events.get(i)), tree.inclusionProof(i, events.size()), by));
        }
        return answer -> new LoadedObjects(answer.channel(), answer.request(),
                SignedHead.sign(genesis.chainId(), 1, root, 5, world.identity), ConsistencyProof.EMPTY, shown);
    }

    private static Event event(ShownEvent shown) {
        try {
            WireReader in = new WireReader(shown.event());
            return shown.whole() ? Event.read(in) : Event.readWithoutPayload(in);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Slice encoded(Event event) {
        WireWriter out = new WireWriter(event.encodedLength());
        event.write(out);
        return out.toSlice();
    }
}
