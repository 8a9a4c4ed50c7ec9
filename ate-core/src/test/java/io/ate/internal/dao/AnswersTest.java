package io.ate.internal.dao;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoRef;
import io.ate.DeadlineExceededException;
import io.ate.Dio;
import io.ate.Genesis;
import io.ate.InterruptedCommitException;
import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.NoWriteAuthorityException;
import io.ate.Outcome;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.replica.Unanswered;
import io.ate.internal.testing.LogLines;
import io.ate.internal.view.SnapshotExpiredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Commits whose answers are late, or bad news. */
class AnswersTest {

    record Note(String text) {}

    @Test
    void aCommitWithoutAnAnswerInTimeIsOfUnknownOutcomeAndItsBodyIsNotRunAgain() {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            Chain hasty = opened.chain.within(Duration.ofMillis(20));
            AtomicInteger runs = new AtomicInteger();

            DeadlineExceededException late = catchThrowableOfType(DeadlineExceededException.class,
                    () -> hasty.run(dio -> {
                        runs.incrementAndGet();
                        dio.store(new Note("note"));
                    }));

            assertThat(runs).hasValue(1);
            assertThat(hasty.outcome(late.commit())).isEqualTo(new Outcome.Unknown());
            opened.replica.release();
            assertThat(opened.chain.outcome(late.commit())).isEqualTo(new Outcome.Stored(1));
        }
    }

    @Test
    void aCommitThatWasNotSentInTimeIsNotStored() {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            opened.replica.tell(new Unanswered.NotSent());

            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> opened.chain.within(Duration.ofMillis(20)).store(new Note("note")))
                    .withMessageContaining("nothing is stored");
        }
    }

    @Test
    void aCommitThatTheServerHasAnsweredIsStoredAlthoughItIsNotInTheStreamInTime() {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            opened.replica.tell(new Unanswered.Stored(1));
            Chain hasty = opened.chain.within(Duration.ofMillis(20));

            DaoRef<Note> note = hasty.store(new Note("note"));

            assertThat(hasty.get(note)).isEqualTo(new Note("note"));
        }
    }

    @Test
    void whatWasSentWithoutWaitingAndIsNotAnsweredInTimeIsOfUnknownOutcome() throws Exception {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            CompletableFuture<DaoRef<Note>> patient = opened.chain.commitAsync(AnswersTest::note);
            CompletableFuture<DaoRef<Note>> hasty = opened.chain.within(Duration.ofMillis(20))
                    .commitAsync(AnswersTest::note);

            DeadlineExceededException late = catchThrowableOfType(DeadlineExceededException.class,
                    () -> outcome(hasty));

            assertThat(patient).as("has more time").isNotDone();
            opened.replica.release();
            assertThat(opened.chain.outcome(late.commit())).isEqualTo(new Outcome.Stored(2));
            assertThat(opened.chain.get(patient.get(1, TimeUnit.MINUTES))).isEqualTo(new Note("note"));
        }
    }

    @Test
    void whatCouldNotBeSentInTimeEndsAtItsDeadlineAndIsNotStored() {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            opened.replica.tell(new Unanswered.NotSent());
            CompletableFuture<DaoRef<Note>> hasty = opened.chain.within(Duration.ofMillis(20))
                    .commitAsync(AnswersTest::note);

            assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> outcome(hasty))
                    .withMessageContaining("nothing is stored");
        }
    }

    @Test
    void whatTheServerHasAnsweredIsStoredAtItsDeadline() throws Exception {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            opened.replica.tell(new Unanswered.Stored(1));
            CompletableFuture<DaoRef<Note>> hasty = opened.chain.within(Duration.ofMillis(20))
                    .commitAsync(AnswersTest::note);

            assertThat(opened.chain.get(hasty.get(1, TimeUnit.MINUTES))).isEqualTo(new Note("note"));
        }
    }

    private static DaoRef<Note> note(Dio dio) {
        return dio.store(new Note("note")).ref();
    }

    /** What the future says within a minute, or throws. */
    private static <T> T outcome(CompletableFuture<T> future) throws Throwable {
        try {
            return future.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void anAnswerThatComesAfterTheDeadlineIsTheOutcome() {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            Chain hasty = opened.chain.within(Duration.ofMillis(20));
            DeadlineExceededException late = catchThrowableOfType(DeadlineExceededException.class,
                    () -> hasty.store(new Note("note")));
            opened.replica.tell(new Unanswered.Stored(1));

            assertThat(hasty.outcome(late.commit())).isEqualTo(new Outcome.Stored(1));
        }
    }

    @Test
    void aBodyThatTheChainLeavesBehindIsRunAgainUntilItsCommitIsSent() throws Throwable {
        try (OpenedChain opened = OpenedChain.answering(OpenedChain.privately())) {
            AtomicInteger runs = new AtomicInteger();
            CompletableFuture<DaoRef<Note>> answer = opened.chain.commitAsync(dio -> {
                if (runs.incrementAndGet() < 3) {
                    throw new SnapshotExpiredException(0);
                }
                return note(dio);
            });

            assertThat(opened.chain.get(outcome(answer))).isEqualTo(new Note("note"));
            assertThat(runs).hasValue(3);
        }
    }

    @Test
    void whatNobodyWaitsForIsDrawnUpAnewHoweverOftenTheServerIsOutOfReach() {
        try (OpenedChain opened = OpenedChain.answering(OpenedChain.privately())) {
            DaoRef<Note> note = opened.chain.store(new Note("note"));
            opened.replica.refuseNext(
                    CommitRejectedException.of(Reason.REFUSED_EARLIER, "who knows what it met", note.key()), 3);

            opened.chain.with(Scope.NONE).run(dio -> dio.load(note).update(_ -> new Note("changed")));
            opened.chain.sync();

            assertThat(opened.chain.get(note)).isEqualTo(new Note("changed"));
        }
    }

    @Test
    void aBodyThatTheChainAlwaysLeavesBehindIsToldSoAtItsDeadline() {
        try (OpenedChain opened = OpenedChain.answering(OpenedChain.privately())) {
            CompletableFuture<Object> answer = opened.chain.within(Duration.ofMillis(20)).commitAsync(dio -> {
                throw new SnapshotExpiredException(0);
            });

            assertThatThrownBy(answer::join).hasCauseInstanceOf(ChainUnavailableException.class);
        }
    }

    @Test
    void anInterruptedCommitIsOfUnknownOutcomeAndTheFlagIsSetAgain() throws Exception {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            CompletableFuture<InterruptedCommitException> thrown = new CompletableFuture<>();
            Thread writer = Thread.ofVirtual().start(() -> {
                thrown.complete(catchThrowableOfType(InterruptedCommitException.class,
                        () -> opened.chain.store(new Note("note"))));
                flag.complete(Thread.currentThread().isInterrupted());
            });
            opened.replica.awaitSubmission();
            writer.interrupt();

            InterruptedCommitException interrupted = thrown.get(1, TimeUnit.MINUTES);
            assertThat(flag.get(1, TimeUnit.MINUTES)).isTrue();
            opened.replica.release();
            assertThat(opened.chain.outcome(interrupted.commit())).isEqualTo(new Outcome.Stored(1));
        }
    }

    @Test
    void aCommitOfWhichNobodyCanTellMayTurnOutToBeStored() throws Exception {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            opened.replica.leaveOpen(CommitRejectedException.of(Reason.DAMAGED, "a checksum is wrong", null));
            InterruptedCommitException waited = catchThrowableOfType(InterruptedCommitException.class,
                    () -> opened.chain.store(new Note("waited for")));
            InterruptedCommitException sent = catchThrowableOfType(InterruptedCommitException.class,
                    () -> outcome(opened.chain.commitAsync(AnswersTest::note)));

            for (InterruptedCommitException each : List.of(waited, sent)) {
                assertThat(opened.chain.outcome(each.commit())).isEqualTo(new Outcome.Unknown());
            }
            opened.replica.tell(new Unanswered.Stored(7));
            for (InterruptedCommitException each : List.of(waited, sent)) {
                assertThat(opened.chain.outcome(each.commit())).isEqualTo(new Outcome.Stored(7));
            }
        }
    }

    @Test
    void aCommitUnderWayGoesOnAfterItsHandleIsClosedAndKeepsItsKeysUntilThen() throws Throwable {
        closesUnderWay(his -> his.commitAsync(AnswersTest::note));
    }

    @Test
    void soDoesOneThatNobodyWaitsFor() throws Throwable {
        closesUnderWay(his -> CompletableFuture.completedFuture(his.with(Scope.NONE).store(new Note("note"))));
    }

    private static void closesUnderWay(Function<Chain, CompletableFuture<DaoRef<Note>>> storing) throws Throwable {
        try (OpenedChain opened = OpenedChain.withholding(Genesis.of(Rules.inherit().writableByEveryone()));
                KeyBundle bob = KeyBundle.generate()) {
            CompletableFuture<DaoRef<Note>> sent;
            try (Chain his = opened.chain.as(Session.of(opened.keys, bob))) {
                sent = storing.apply(his);
            }
            assertThat(opened.replica.releasedKeys()).isEmpty();

            CompletableFuture<Set<KeyId>> released = opened.replica.firstRelease();
            opened.replica.release();
            assertThat(opened.chain.get(outcome(sent))).isEqualTo(new Note("note"));
            assertThat(released.get(1, TimeUnit.MINUTES)).containsExactly(bob.id());
        }
    }

    @Test
    void aCommitOfScopeNoneDoesNotWaitAndIsReadAtOnce() {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            DaoRef<Note> note = opened.chain.with(Scope.NONE).store(new Note("note"));

            assertThat(opened.chain.get(note)).isEqualTo(new Note("note"));
        }
    }

    @Test
    void whatIsRefusedLaterGoesToTheListenersWithItsReason() throws Exception {
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            CompletableFuture<CommitRejectedException> refused = new CompletableFuture<>();
            try (Registration failing = opened.chain.onRefused(each -> {
                throw new IllegalStateException("a listener's mistake");
            });
                    Registration asserting = opened.chain.onRefused(each -> {
                        throw new AssertionError("what a test's listener may throw");
                    });
                    Registration listening = opened.chain.onRefused(refused::complete)) {
                assertThat(failing).isNotSameAs(listening).isNotSameAs(asserting);
                opened.chain.with(Scope.NONE).store(new Note("refused by and by"));
                assertThat(refused).isNotDone();

                opened.replica.refuse(CommitRejectedException.of(Reason.NO_WRITE_AUTHORITY, "no right any more", null));

                assertThat(refused.get(1, TimeUnit.MINUTES).reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY);
            }
        }
    }

    @Test
    void whoListensFirstIsToldWhatWasRefusedWhileNobodyDidAndNobodyElseIs() {
        CommitRejectedException before = CommitRejectedException.of(Reason.CONFLICT, "left by another program", null);
        CommitRejectedException after = CommitRejectedException.of(Reason.NO_WRITE_AUTHORITY, "no right", null);
        List<CommitRejectedException> first = new ArrayList<>();
        List<CommitRejectedException> second = new ArrayList<>();
        try (Answers answers = new Answers(Runnable::run, ReplicaThreads.delays(), () -> "")) {
            answers.report(CompletableFuture.failedFuture(before), true);
            Registration listening = answers.listen(first::add);
            var _ = answers.listen(second::add);
            assertThat(first).containsExactly(before);

            answers.report(CompletableFuture.failedFuture(after), true);
            assertThat(first).containsExactly(before, after);
            assertThat(second).containsExactly(after);

            listening.close();
            answers.report(CompletableFuture.failedFuture(before), true);
            assertThat(first).hasSize(2);
        }
    }

    @Test
    void whatIsRefusedLaterAndNobodyListensToIsInTheLogWithItsObjectsAndFields() throws Exception {
        PrimaryKey object = new PrimaryKey(1, 4711);
        try (LogLines lines = LogLines.of(Answers.class);
                Answers answers = new Answers(Runnable::run, ReplicaThreads.delays(), () -> "")) {
            CompletableFuture<Long> answer = new CompletableFuture<>();
            answers.report(answer, false);

            answer.completeExceptionally(
                    new ConflictException("it has changed", List.of(object), List.of("address.city")));

            ILoggingEvent line = lines.await(object.toString());
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).contains("it has changed", "address.city", "onRefused");
            assertThat(lines.rest()).noneMatch(each -> each.getFormattedMessage().contains(object.toString()));
        }
    }

    @Test
    void whoeverIsToldOfARefusalHasItWithAStackTraceOfHisOwn() {
        CommitRejectedException refusal = CommitRejectedException.of(Reason.NO_WRITE_AUTHORITY, "no right any more",
                new PrimaryKey(1, 4711));
        try (OpenedChain opened = OpenedChain.withholding(OpenedChain.privately())) {
            opened.replica.refuse(refusal);

            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> opened.chain.store(new Note("note")))
                    .withMessage("no right any more")
                    .withCause(refusal)
                    .satisfies(e -> assertThat(e.object()).isEqualTo(refusal.object()))
                    .satisfies(e -> assertThat(e.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().startsWith(AnswersTest.class.getName())));
        }
    }

    @Test
    void distributedTrustTakesTheSameCalls() {
        try (OpenedChain opened = OpenedChain.answering(OpenedChain.privately().distributed());
                KeyBundle bob = KeyBundle.generate()) {
            DaoRef<Note> note = opened.chain.store(new Note("signed"));
            opened.chain.run(dio -> {
                dio.chainRules().grantRead(bob.publicKeys());
                dio.chainRules().grantWrite(bob.publicKeys());
            });
            opened.chain.as(Session.of(bob)).run(dio -> dio.load(note).update(each -> new Note("signed by bob")));

            assertThat(opened.chain.get(note)).isEqualTo(new Note("signed by bob"));
        }
    }

    @Test
    void aStrangersKeyIsPublishedWithTheFirstCommitThatItSigns() {
        try (OpenedChain opened = OpenedChain.answering(
                Genesis.of(Rules.inherit().readableByEveryone().writableByEveryone()).distributed());
                KeyBundle bob = KeyBundle.generate()) {
            DaoRef<Note> note = opened.chain.as(Session.of(bob)).store(new Note("graffiti"));

            assertThat(opened.chain.get(note)).isEqualTo(new Note("graffiti"));
            assertThat(opened.chain.sequence()).as("a key and a note").isEqualTo(2);
            opened.chain.as(Session.of(bob)).store(new Note("more"));
            assertThat(opened.chain.sequence()).isEqualTo(3);
        }
    }

    @Test
    void aSessionWithoutKeysWritesNothing() {
        try (OpenedChain opened = OpenedChain.answering(Genesis.of(Rules.inherit().readableByEveryone()))) {
            DaoRef<Note> note = opened.chain.store(new Note("news"));
            Chain anybody = opened.chain.as(Session.none());

            assertThat(anybody.get(note)).isEqualTo(new Note("news"));
            assertThat(anybody.ref(Note.class, "name").key()).isEqualTo(opened.chain.ref(Note.class, "name").key());
            assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> anybody.store(new Note("x")));
        }
    }
}
