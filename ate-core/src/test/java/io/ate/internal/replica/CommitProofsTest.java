package io.ate.internal.replica;

import io.ate.InterruptedCommitException;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Close;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

/** At a chain's head a commit counts as stored when the server has proven it, and is held against it from then on. */
final class CommitProofsTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
    private final RemoteReplica others = world.client().open(World.wish(genesis, ALICE));
    private final World.Client client = world.client();
    private final HeadReplica head = (HeadReplica) client
            .open(World.pinned(genesis, ALICE).forObjects(Duration.ofSeconds(20)));

    @BeforeEach
    void somethingIsThere() throws InterruptedException {
        othersStore(1);
        world.settle();
        look();
    }

    private void look() {
        RootAt known = head.verifiedHead();
        HeadInquiry inquiry = new HeadInquiry(known.size(), List.of(object(1)));
        head.ask(inquiry);
        world.settle();
        var _ = head.take(inquiry.answer().join(), known, Set.of(object(1)));
    }

    private Submission store(int number) throws InterruptedException {
        return head.submit(Writes.draft(head, ALICE, true, Change.store(object(number), "mine")), soon());
    }

    private void othersStore(int number) throws InterruptedException {
        var _ = others.submit(Writes.draft(others, ALICE, true, Change.store(object(number), "theirs")), soon());
    }

    private <T> void instead(Class<T> kind, Function<T, ToClient> other) {
        client.meddling = messages -> messages.stream()
                .map(each -> kind.isInstance(each) ? other.apply(kind.cast(each)) : each)
                .toList();
    }

    private void assertCaught(Submission told, String text) {
        assertThat(told.answer()).isCompletedExceptionally();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(head::standpoint)
                .withMessageContaining("another history")
                .withMessageContaining(text);
    }

    private static Throwable cause(Submission told) {
        Throwable failure = catchThrowable(() -> told.answer().join());
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    @Test
    void whatIsStoredIsKnownOfTheChainFromThenOn() throws InterruptedException {
        Submission told = store(2);
        world.settle();
        assertThat(told.answer().join()).isEqualTo(2);
        assertThat(head.known()).isEqualTo(others.known());
    }

    @Test
    void nobodyIsToldOfACommitThatIsNotProven() throws InterruptedException {
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof ProofRequest)).toList();
        Submission told = store(2);
        world.settle();
        assertThat(Writes.read(others, object(2))).isEqualTo("mine");
        assertThat(told.answer()).isNotDone();
        assertThat(told.giveUp()).isEqualTo(new Unanswered.Sent());
    }

    @Test
    void aConnectionThatBreaksBeforeTheProofCostsNothing() throws InterruptedException {
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof ProofRequest)).toList();
        Submission one = store(2);
        Submission two = store(3);
        world.settle();
        client.losing = UnaryOperator.identity();
        client.cut();
        world.pass(60_000);
        assertThat(one.answer().join()).isEqualTo(2);
        assertThat(two.answer().join()).isEqualTo(3);
        assertThat(others.sequence()).isEqualTo(3);
    }

    @Test
    void commitsThatAreAnsweredTogetherAreProvenTogether() throws InterruptedException {
        List<ToServer> asked = new ArrayList<>();
        client.losing = messages -> {
            messages.stream().filter(ProofRequest.class::isInstance).forEach(asked::add);
            return messages;
        };
        List<Submission> told = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (i % 10 == 0) {
                othersStore(1_000 + i);
            }
            told.add(store(10 + i));
        }
        world.settle();
        assertThat(told).allSatisfy(each -> assertThat(each.answer()).isCompleted());
        assertThat(told.stream().map(each -> each.answer().join())).isSorted();
        assertThat(asked).hasSizeLessThan(200 + 20);
    }

    @Test
    void whatSomebodyWasShownMeanwhileIsNoObstacle() throws InterruptedException {
        Submission told = store(2);
        othersStore(3);
        othersStore(4);
        HeadInquiry look = new HeadInquiry(head.verifiedHead().size(), List.of(object(1)));
        RootAt known = head.verifiedHead();
        instead(ProofAnswer.class, answer -> {
            if (look.answer().isDone() && head.verifiedHead().equals(known)) {
                var _ = head.take(look.answer().join(), known, Set.of(object(1)));
            }
            return answer;
        });
        head.ask(look);
        world.settle();
        assertThat(told.answer()).isCompleted();
        assertThat(head.verifiedHead().size()).isGreaterThanOrEqualTo(told.answer().join());
    }

    @Test
    void theServerCannotSayThatACommitIsStoredWhereSomethingElseIs() throws InterruptedException {
        othersStore(2);
        world.settle();
        instead(Committed.class, answer -> new Committed(answer.channel(), answer.request(), answer.number(), 2));
        Submission told = store(3);
        world.settle();
        assertCaught(told, "stored at sequence 2, goes on from the 1 events");
    }

    @Test
    void theServerCannotSayThatACommitIsStoredWhereNothingIs() throws InterruptedException {
        instead(Committed.class, answer -> new Committed(answer.channel(), answer.request(), answer.number(), 9));
        Submission told = store(2);
        world.settle();
        assertCaught(told, "it said that the chain has 9 events");
    }

    @Test
    void aProofOfAnythingElseIsNone() throws InterruptedException {
        instead(ProofAnswer.class, answer -> new ProofAnswer(answer.channel(), answer.request(),
                answer.path().stream().map(_ -> Hash.of(new byte[Hash.BYTES])).toList()));
        Submission told = store(2);
        world.settle();
        assertCaught(told, "goes on from the 1 events");
    }

    static List<Function<ProofAnswer, ToClient>> answersToSomethingElse() {
        return List.of(
                asked -> new Synced(asked.channel(), asked.request(), 2),
                asked -> new LockResult(asked.channel(), asked.request(), new LockResult.Released()),
                asked -> new Committed(asked.channel(), asked.request(), 1, 2),
                asked -> new Proved(asked.channel(), asked.request(), ALICE.id(), true),
                asked -> new Loaded(asked.channel(), asked.request(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("answersToSomethingElse")
    void whoAnswersSomethingElseInPlaceOfAProofIsCaughtAtOnce(Function<ProofAnswer, ToClient> other)
            throws InterruptedException {
        instead(ProofAnswer.class, other);
        Submission told = store(2);
        world.settle();
        assertThat(told.answer()).isCompletedExceptionally();
        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(head::standpoint)
                .withMessageContaining("answers another");
    }

    @Test
    void whereTheServerCannotProveItNobodyCanSayWhetherItIsStored() throws InterruptedException {
        instead(ProofAnswer.class, answer -> new Rejected(answer.channel(), answer.request(), Reason.INTERNAL, null,
                "the log cannot be read"));
        Submission told = store(2);
        world.settle();
        assertThat(cause(told)).isInstanceOf(InterruptedCommitException.class)
                .hasMessageContaining("whether it is stored cannot be said")
                .hasMessageContaining("the log cannot be read");
        client.meddling = UnaryOperator.identity();
        Submission next = store(3);
        world.settle();
        assertThat(next.answer().join()).isEqualTo(3);
    }

    /**
     * The server tells the end of a channel after the answers to commits that it has still; it may be asked meanwhile.
     */
    @Test
    void aServerThatHasEndedTheChannelMeanwhileIsNotTakenForOneThatWasSetBack() throws InterruptedException {
        client.losing = messages -> messages.stream()
                .flatMap(each -> each instanceof ProofRequest asked
                        ? Stream.of(new Close(asked.channel(), Reason.UNKNOWN), asked)
                        : Stream.of(each))
                .toList();
        Submission told = store(2);
        world.settle();
        assertThat(cause(told)).isInstanceOf(InterruptedCommitException.class)
                .hasMessageContaining("not open for proofs");
        assertThatNoException().isThrownBy(() -> head.standpoint().close());
    }
}
