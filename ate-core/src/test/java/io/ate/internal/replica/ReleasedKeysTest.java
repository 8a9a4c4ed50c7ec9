package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

/** What the server is told of keys that nobody acts under any more. */
final class ReleasedKeysTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final HeldKeys CAROL = Keys.of("carol");
    private static final String PROVES = "proves ";
    private static final String TAKES_BACK = "takes back ";
    private static final String COMMITS = "commits";

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB, CAROL).centralized().genesis();
    private final World world = new World();
    private final World.Client client = world.client();
    private final RemoteReplica replica = client.open(World.wish(genesis, ALICE));
    private final List<String> said = new ArrayList<>();

    ReleasedKeysTest() {
        client.losing = messages -> {
            messages.forEach(this::note);
            return messages;
        };
    }

    private void note(ToServer message) {
        switch (message) {
            case Prove prove -> said.add(PROVES + PublicKeys.of(prove.keys().toArray()).id());
            case Unprove(int _, KeyId key) -> said.add(TAKES_BACK + key);
            case CommitMessage _ -> said.add(COMMITS);
            default -> {
                // of no concern here
            }
        }
    }

    @Test
    void aKeyIsProvenOnceAndTakenBackOnce() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            submit(replica, BOB, Change.store(object(i), "value " + i));
            world.settle();
        }
        replica.release(Set.of(BOB.id()));
        replica.release(Set.of(BOB.id()));
        world.settle();
        assertThat(said).containsExactly(PROVES + BOB.id(), COMMITS, COMMITS, COMMITS, TAKES_BACK + BOB.id());
    }

    @Test
    void whoComesBackProvesTheKeyAnew() throws InterruptedException {
        submit(replica, BOB, Change.store(object(1), "one"));
        world.settle();
        replica.release(Set.of(BOB.id()));
        Submission again = submit(replica, BOB, Change.store(object(2), "two"));
        world.settle();
        assertThat(again.answer()).isCompletedWithValue(2L);
        assertThat(said).containsExactly(PROVES + BOB.id(), COMMITS, TAKES_BACK + BOB.id(), PROVES + BOB.id(),
                COMMITS);
    }

    @Test
    void aCommitThatWaitsForTheProofStillGoes() throws InterruptedException {
        Submission waiting = submit(replica, BOB, Change.store(object(1), "one"));
        replica.release(Set.of(BOB.id()));
        world.settle();
        assertThat(waiting.answer()).isCompletedWithValue(1L);
        assertThat(said).containsExactly(PROVES + BOB.id(), COMMITS, TAKES_BACK + BOB.id());
    }

    @Test
    void aCommitUnderSeveralKeysWaitsForAllOfTheirProofs() throws InterruptedException {
        Draft ofBoth = new Draft(replica.sequence(), List.of(BOB, CAROL),
                List.of(Change.store(object(1), "one").by(BOB.id())), List.of(), false);
        Submission waiting = replica.submit(ofBoth, soon());
        replica.release(Set.of(BOB.id(), CAROL.id()));
        world.settle();
        assertThat(waiting.answer()).isCompletedWithValue(1L);
        assertThat(said).startsWith(PROVES + BOB.id(), PROVES + CAROL.id(), COMMITS)
                .containsOnlyOnce(TAKES_BACK + BOB.id(), TAKES_BACK + CAROL.id())
                .hasSize(5);
    }

    @Test
    void aProofThatNobodyNeedsAnyMoreWhenItIsAnsweredIsTakenBackThen() throws InterruptedException {
        Submission late = submit(replica, BOB, Change.store(object(1), "one"));
        assertThat(late.giveUp()).isEqualTo(new Unanswered.NotSent());
        replica.release(Set.of(BOB.id()));
        world.settle();
        assertThat(said).containsExactly(PROVES + BOB.id(), TAKES_BACK + BOB.id());
    }

    @Test
    void aNewConnectionProvesNothingThatIsOfNoUse() throws InterruptedException {
        submit(replica, BOB, Change.store(object(1), "one"));
        world.settle();
        replica.release(Set.of(BOB.id()));
        world.settle();
        said.clear();
        client.cut();
        world.pass(1_000);
        assertThat(said).as("what is proven to be sent the history").containsExactly(PROVES + ALICE.id());
    }

    @Test
    void aCommitThatHasToBeSentAgainIsProvenOnceMoreAndTakenBackBehindIt() throws InterruptedException {
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        Submission unanswered = submit(replica, BOB, Change.store(object(1), "one"));
        world.settle();
        replica.release(Set.of(BOB.id()));
        world.settle();
        client.losing = messages -> {
            messages.forEach(this::note);
            return messages;
        };
        client.cut();
        world.pass(1_000);
        assertThat(unanswered.answer()).isCompletedWithValue(1L);
        assertThat(said).containsExactly(PROVES + ALICE.id(), PROVES + BOB.id(), COMMITS, TAKES_BACK + BOB.id());
    }

    @Test
    void whatIsFreeForAnotherKeyIsTakenBackBeforeThatOneIsProven() throws InterruptedException {
        submit(replica, BOB, Change.store(object(1), "one"));
        world.settle();
        client.meddling = messages -> messages.stream().map(ReleasedKeysTest::full).toList();
        Submission tooMany = submit(replica, CAROL, Change.store(object(2), "two"));
        CompletableFuture<Submission> again = new CompletableFuture<>();
        var _ = tooMany.answer().whenComplete((_, _) -> { // on the thread that still has the refusal in hand
            client.meddling = messages -> messages;
            replica.release(Set.of(BOB.id()));
            try {
                again.complete(submit(replica, CAROL, Change.store(object(3), "three")));
            } catch (InterruptedException e) {
                again.completeExceptionally(e);
            }
        });
        world.settle();
        assertThat(tooMany.answer()).isCompletedExceptionally();
        assertThat(again.join().answer()).isCompletedWithValue(2L);
        assertThat(said).containsExactly(PROVES + BOB.id(), COMMITS, PROVES + CAROL.id(), TAKES_BACK + BOB.id(),
                PROVES + CAROL.id(), COMMITS);
    }

    private static ToClient full(ToClient message) {
        return message instanceof Proved proved
                ? new Rejected(proved.channel(), proved.request(), Reason.LIMIT, null, "too many keys")
                : message;
    }
}
