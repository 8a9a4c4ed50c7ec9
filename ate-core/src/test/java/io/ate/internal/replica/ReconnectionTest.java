package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.InterruptedCommitException;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.replica.Writes.draft;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ReconnectionTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB).centralized().genesis();
    private final World world = new World();
    private final World.Client client = world.client();
    private final MemoryRedoLog log = world.log();
    private final RemoteReplica replica = client.open(World.wish(genesis, ALICE, BOB), log);

    /** Every commit that is stored, told by a reader who was not there before. */
    private List<String> stored() throws InterruptedException {
        RemoteReplica reader = world.client().open(World.pinned(genesis, ALICE));
        List<String> values = new ArrayList<>();
        for (Replica.Applied each : reader.history(0)) {
            values.add(Writes.text(each.events().getFirst()));
        }
        return values;
    }

    @Test
    void aLostAcknowledgementFollowedByARetryStoresTheCommitOnce() throws InterruptedException {
        client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Committed || each instanceof Events))
                .toList();
        Submission one = submit(replica, ALICE, Change.store(object(1), "one"));
        Submission two = submit(replica, BOB, Change.store(object(2), "two"));
        world.settle();
        assertThat(one.answer()).isNotDone();
        client.meddling = messages -> messages;
        client.cut();
        world.pass(1_000);
        assertThat(one.answer()).isCompletedWithValue(1L);
        assertThat(two.answer()).isCompletedWithValue(2L);
        assertThat(stored()).containsExactly("one", "two");
        assertThat(replica.overlay.all()).isEmpty();
    }

    @Test
    void whoHasClosedTheKeysMeanwhileIsToldSo() {
        HeldKeys closed = HeldKeys.generate(Entropy.system());
        World own = new World();
        World.Client hasty = own.client();
        RemoteReplica chain = hasty.open(World.wish(Founding.ownedBy(closed).centralized().genesis(), closed));
        closed.close();
        own.pass(1_000);
        assertThat(chain.sequence()).as("as long as the connection stands").isZero();
        hasty.cut();
        own.pass(1_000);
        assertThatThrownBy(chain::sequence).isInstanceOf(NoReadAuthorityException.class)
                .hasMessageContaining("were closed");
    }

    @Test
    void commitsThatWereLostOnTheWayAreSentAgainInOrder() throws InterruptedException {
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        List<Submission> lost = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            lost.add(submit(replica, i % 2 == 0 ? ALICE : BOB, Change.store(object(i), "value " + i)));
        }
        world.settle();
        client.losing = messages -> messages;
        client.cut();
        world.pass(1_000);
        for (int i = 0; i < lost.size(); i++) {
            assertThat(lost.get(i).answer()).isCompletedWithValue(i + 1L);
        }
        assertThat(stored()).hasSize(50);
    }

    @Test
    void aRefusalThatWasLostIsToldAfterReconnection() throws InterruptedException {
        client.meddling = messages -> messages.stream().filter(each -> !(each instanceof Rejected)).toList();
        RemoteReplica rival = world.client().open(World.pinned(genesis, BOB));
        rival.submit(draft(rival, BOB, true, Change.store(object(1), "rival")), soon());
        Submission refused = submit(replica, ALICE, Change.store(object(1), "one").onlyIf(new Condition.Absent()));
        Submission after = submit(replica, ALICE, Change.store(object(2), "two"));
        world.settle();
        assertThat(after.answer()).isCompletedWithValue(2L);
        assertThat(refused.answer()).isNotDone();
        client.meddling = messages -> messages;
        client.cut();
        world.pass(1_000);
        assertThatThrownBy(refused.answer()::join).cause()
                .isInstanceOfSatisfying(CommitRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(read(replica, object(1))).isEqualTo("rival");
    }

    @Test
    void nothingIsLostOrDoubledWhereHistoryEndsAndNewsBegin() throws InterruptedException {
        int joined = 0;
        List<RemoteReplica> readers = new ArrayList<>();
        List<List<Long>> seen = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            submit(replica, ALICE, Change.store(object(i), "value " + i));
            if (i % 20 == 0) {
                World.Client joining = world.client();
                var _ = joining.connection.open(World.pinned(genesis, BOB), world.log(), Pins.NONE)
                        .thenAccept(reader -> {
                            List<Long> sequences = new ArrayList<>();
                            var _ = reader.listen(each -> sequences.add(each.last()));
                            readers.add(reader);
                            seen.add(sequences);
                        });
                joined++;
            }
            world.steps.run();
            if (i % 7 == 0) {
                world.settle();
            }
        }
        world.pass(1_000);
        assertThat(readers).hasSize(joined);
        for (int i = 0; i < joined; i++) {
            assertThat(readers.get(i).sequence()).isEqualTo(200);
            assertThat(seen.get(i)).isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
        }
    }

    @Test
    void aReplicaGoesOnFromItsLogAfterARestart() throws InterruptedException {
        for (int i = 1; i <= 300; i++) {
            submit(replica, ALICE, Change.store(object(i), "value " + i));
            world.settle();
        }
        replica.close();
        world.settle();
        World.Client later = world.client();
        List<Long> sent = new ArrayList<>();
        later.meddling = messages -> {
            messages.forEach(each -> {
                if (each instanceof Events events && events.to() > events.from()) {
                    sent.add(events.from());
                }
            });
            return messages;
        };
        RemoteReplica again = later.open(World.pinned(genesis, ALICE), log);
        assertThat(again.sequence()).isEqualTo(300);
        assertThat(read(again, object(123))).isEqualTo("value 123");
        assertThat(again.verifiedHead().size()).isEqualTo(300);
        submit(again, ALICE, Change.store(object(301), "one more"));
        world.settle();
        assertThat(again.sequence()).isEqualTo(301);
        assertThat(sent).containsExactly(300L);
    }

    @Test
    void aChainOpensFromItsLogWhileTheServerIsAway() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        replica.close();
        world.settle();
        World.Client later = world.client();
        later.reachable = false;
        RemoteReplica again = later.open(World.pinned(genesis, ALICE), log);
        assertThat(read(again, object(1))).isEqualTo("one");
        Submission waiting = submit(again, ALICE, Change.put(object(1)).value("two"));
        assertThat(read(again, object(1))).isEqualTo("two");
        later.reachable = true;
        world.pass(60_000);
        assertThat(waiting.answer()).isCompletedWithValue(2L);
    }

    @Test
    void aCommitShowsItselfOnlyWhole() throws InterruptedException {
        World.Client other = world.client();
        RemoteReplica reader = other.open(World.pinned(genesis, BOB));
        Change[] many = new Change[2_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = Change.store(object(i + 1), "x".repeat(500));
        }
        List<Events> ranges = new ArrayList<>();
        other.meddling = messages -> {
            List<ToClient> some = new ArrayList<>();
            for (ToClient each : messages) {
                if (each instanceof Events events) {
                    ranges.add(events);
                    if (ranges.size() > 2) {
                        continue;
                    }
                }
                some.add(each);
            }
            return some;
        };
        submit(replica, ALICE, many);
        world.settle();
        assertThat(ranges).as("the commit is larger than a range").hasSizeGreaterThan(3);
        assertThat(reader.sequence()).isZero();
        assertThat(read(reader, object(1))).isEqualTo("-");
        other.meddling = messages -> messages;
        other.cut();
        world.pass(1_000);
        assertThat(reader.sequence()).isEqualTo(2_000);
        assertThat(read(reader, object(2_000))).hasSize(500);
    }

    @Test
    void historyLargerThanAllCreditComesThrough() throws InterruptedException {
        String large = "y".repeat(1 << 20);
        for (int i = 1; i <= 24; i++) {
            submit(replica, ALICE, Change.store(object(i), large));
        }
        Change[] many = new Change[7_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = Change.store(object(1_000 + i), "z".repeat(1_000));
        }
        submit(replica, ALICE, many);
        world.settle();
        RemoteReplica reader = world.client().open(World.pinned(genesis, BOB));
        assertThat(reader.sequence()).isEqualTo(24 + 7_000);
        assertThat(read(reader, object(24))).hasSize(1 << 20);
    }

    @Test
    void aRefusedNumberThatAppearsLaterIsTheServersFault() throws InterruptedException {
        List<ToServer> commits = new ArrayList<>();
        client.losing = messages -> {
            messages.stream().filter(CommitMessage.class::isInstance).forEach(commits::add);
            return messages;
        };
        client.meddling = messages -> {
            List<ToClient> lies = new ArrayList<>();
            for (ToClient each : messages) {
                if (each instanceof Committed committed) {
                    lies.add(new Rejected(committed.channel(), committed.request(), Reason.CONFLICT, null, "no"));
                } else if (!(each instanceof Events)) {
                    lies.add(each);
                }
            }
            return lies;
        };
        Submission refused = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        assertThat(refused.answer()).isCompletedExceptionally();
        assertThat(commits).hasSize(1);
        client.meddling = messages -> messages;
        client.cut();
        world.pass(1_000);
        assertThatThrownBy(replica::sequence).isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining("which it had refused");
    }

    /** Has the server lose the answer to a commit, and refuse it for that reason when it comes again. */
    private Submission refusedTheSecondTime(Reason reason, List<ToClient> heldBack) throws InterruptedException {
        client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Committed || each instanceof Events))
                .toList();
        Submission sent = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        client.meddling = messages -> {
            List<ToClient> told = new ArrayList<>();
            for (ToClient each : messages) {
                switch (each) {
                    case Committed(int channel, int request, long _, long _) ->
                            told.add(new Rejected(channel, request, reason, null, "a checksum is wrong"));
                    case Events _,Live _ -> heldBack.add(each);
                    default -> told.add(each);
                }
            }
            return told;
        };
        client.cut();
        world.pass(1_000);
        return sent;
    }

    @ParameterizedTest
    @EnumSource(names = {"DAMAGED", "NOT_PROVEN", "NO_SUCH_CHAIN", "INTERNAL"})
    void aCommitThatIsSentAgainAndMeetsDamageIsOfUnknownOutcomeUntilTheStreamBringsIt(Reason reason)
            throws InterruptedException {
        List<ToClient> heldBack = new ArrayList<>();
        Submission sent = refusedTheSecondTime(reason, heldBack);
        assertThatThrownBy(sent.answer()::join).cause()
                .hasMessageContaining("whether it is stored cannot be said: a checksum is wrong")
                .isInstanceOfSatisfying(InterruptedCommitException.class, e -> {
                    assertThat(e.commit()).isEqualTo(sent.commit());
                    assertThat(e).cause()
                            .isInstanceOfSatisfying(CommitRejectedException.class,
                                    refusal -> assertThat(refusal.reason()).isEqualTo(reason));
                });
        assertThat(sent.giveUp()).isEqualTo(new Unanswered.Sent());
        assertThat(read(replica, object(1))).isEqualTo("-");
        assertThat(replica.overlay.all()).as("it is in nobody's way").isEmpty();
        assertThat(replica.awaitsAnswers()).isFalse();

        client.meddling = messages -> {
            List<ToClient> all = new ArrayList<>(heldBack);
            heldBack.clear();
            all.addAll(messages);
            return all;
        };
        Submission next = submit(replica, ALICE, Change.store(object(2), "two"));
        world.settle();
        assertThat(next.answer()).isCompletedWithValue(2L);
        assertThat(sent.giveUp()).isEqualTo(new Unanswered.Stored(1));
        assertThat(read(replica, object(1))).isEqualTo("one");
        assertThat(outgoingDoubt(sent)).as("once it is stored, its number cannot come again").isNull();
    }

    private @Nullable PendingCommit outgoingDoubt(Submission sent) {
        WriterId writer = new WriterId(sent.commit().key(), sent.commit().writerHigh(), sent.commit().writerLow());
        return replica.outgoing.doubted(writer, sent.commit().number());
    }

    @Test
    void aConflictOfACommitThatIsSentAgainIsFinal() throws InterruptedException {
        List<ToClient> heldBack = new ArrayList<>();
        Submission sent = refusedTheSecondTime(Reason.CONFLICT, heldBack);
        assertThatThrownBy(sent.answer()::join).hasCauseInstanceOf(ConflictException.class);
        assertThat(outgoingDoubt(sent)).isNull();
    }

    @Test
    void damageThatACommitMeetsWhenItIsSentFirstIsARefusal() throws InterruptedException {
        client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Events))
                .map(each -> each instanceof Committed(int channel, int request, long _, long _)
                        ? new Rejected(channel, request, Reason.DAMAGED, null, "a checksum is wrong")
                        : each)
                .toList();
        Submission sent = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        assertThatThrownBy(sent.answer()::join).cause()
                .isInstanceOfSatisfying(CommitRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
        assertThat(outgoingDoubt(sent)).isNull();
    }

    @Test
    void aCommitOfKeysThatWereClosedBeforeItCouldBeSentAgainIsOfUnknownOutcome() throws InterruptedException {
        HeldKeys carol = HeldKeys.generate(Entropy.system());
        SignedGenesis shared = Founding.ownedBy(ALICE, carol).named("example.com/shared").centralized().genesis();
        RemoteReplica chain = client.open(World.wish(shared, ALICE));
        client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Committed || each instanceof Events))
                .toList();
        Submission sent = submit(chain, carol, Change.store(object(1), "one"));
        world.settle();
        carol.close();
        client.meddling = messages -> messages;
        client.cut();
        world.pass(1_000);
        assertThatThrownBy(sent.answer()::join).hasCauseInstanceOf(InterruptedCommitException.class);
        assertThat(chain.sequence()).as("the server is not to blame that it is stored").isEqualTo(1);
        assertThat(read(chain, object(1))).isEqualTo("one");
        assertThat(sent.giveUp()).isEqualTo(new Unanswered.Stored(1));
    }

    @Test
    void closingEndsAllWaiting() throws InterruptedException {
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        Submission open = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        replica.close();
        assertThatThrownBy(open.answer()::join).cause()
                .isInstanceOfSatisfying(InterruptedCommitException.class, e -> {
                    assertThat(e.commit()).isEqualTo(open.commit());
                    assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
                });
        assertThatThrownBy(replica::sequence).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCommitThatTheServerHasAnsweredIsStoredAlthoughTheStreamNeverBringsIt() throws InterruptedException {
        client.meddling = messages -> messages.stream().filter(each -> !(each instanceof Events)).toList();
        Submission stored = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        assertThat(stored.answer()).as("it is not to be read yet by others of this program").isNotDone();
        assertThat(stored.giveUp()).isEqualTo(new Unanswered.Stored(1));
        assertThat(read(replica, object(1))).as("read by whoever gave up waiting").isEqualTo("one");
        replica.close();
        assertThat(stored.answer()).isCompletedWithValue(1L);
    }

    @Test
    void theWordOfAServerThatWasCaughtLyingIsWorthNothing() throws InterruptedException {
        client.meddling = messages -> messages.stream()
                .map(each -> each instanceof Events ? new Live(1, 7) : each)
                .toList();
        Submission stored = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        assertThatThrownBy(stored.answer()::join).cause().isInstanceOf(UntrustedServerException.class);
    }

    @Test
    void aCommitThatCouldNotBeSentInTimeIsTakenBackAndNeverSent() throws InterruptedException {
        client.reachable = false;
        client.cut();
        world.settle();
        Submission late = submit(replica, ALICE, Change.store(object(1), "one"));
        Submission built = submit(replica, ALICE,
                Change.put(object(1)).value("two").onlyIf(new Condition.AtOwn(late.commit().number())));
        world.settle();
        assertThat(late.giveUp()).isEqualTo(new Unanswered.NotSent());
        assertThat(read(replica, object(1))).isEqualTo("-");
        assertThatThrownBy(late.answer()::join).cause().isInstanceOf(ChainUnavailableException.class);

        client.reachable = true;
        world.pass(60_000);
        assertThatThrownBy(built.answer()::join).cause()
                .isInstanceOfSatisfying(ConflictException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PREDECESSOR_REFUSED));
        assertThat(replica.sequence()).isZero();
    }

    @Test
    void aCommitThatMayHaveArrivedIsNotTakenBack() throws InterruptedException {
        client.losing = messages -> messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        Submission sent = submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        assertThat(sent.giveUp()).isEqualTo(new Unanswered.Sent());
        client.losing = messages -> messages;
        client.cut();
        world.pass(1_000);
        assertThat(sent.answer()).isCompletedWithValue(1L);
    }

    @Test
    void aChainThatIsNotThereIsReported() {
        SignedGenesis other = Founding.ownedBy(ALICE).named("example.com/nowhere").genesis();
        var opened = world.client().connection.open(World.pinned(other, ALICE), world.log(), Pins.NONE);
        world.pass(1_000);
        assertThatThrownBy(opened::join).cause()
                .isInstanceOf(NoSuchChainException.class);
    }

    @Test
    void whoNoRuleNamesIsToldSoAndSeesNothing() {
        World.Client stranger = world.client();
        var opened = stranger.connection.open(World.pinned(genesis, Keys.of("mallory")), world.log(), Pins.NONE);
        world.pass(10_000);
        RemoteReplica nothing = opened.join();
        assertThatThrownBy(nothing::sequence).isInstanceOf(NoReadAuthorityException.class);
    }
}
