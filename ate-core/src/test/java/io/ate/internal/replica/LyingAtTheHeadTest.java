package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.HistoryNeededException;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ShownEvent;
import io.ate.internal.protocol.Synced;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.tree.MemoryTreeNodes;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What comes of it when a server lies about single objects, to who has none of the history. */
final class LyingAtTheHeadTest extends ChainsAtTheirHeads {
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
    void whoAnswersSomethingElseInPlaceOfAnObjectIsCaughtAtOnce() throws InterruptedException {
        commit(Change.store(object(1), "one"));
        HeadReplica head = atHead();
        client.meddling = messages -> messages.stream()
                .map(each -> each instanceof LoadedObjects shown
                        ? new Synced(shown.channel(), shown.request(), 1)
                        : each)
                .toList();
        HeadInquiry look = ask(head, object(1));
        assertThat(look.answer()).isDone();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> answer(look))
                .withMessageContaining("answers another");
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
