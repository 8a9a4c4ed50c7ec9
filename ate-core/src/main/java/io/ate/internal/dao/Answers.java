package io.ate.internal.dao;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DeadlineExceededException;
import io.ate.InterruptedCommitException;
import io.ate.Outcome;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Delays;
import io.ate.internal.replica.SharedFailure;
import io.ate.internal.replica.Submission;
import io.ate.internal.replica.Unanswered;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers to a chain's commits: waited for, told to listeners, or asked for later. Thread-safe. */
public final class Answers implements AutoCloseable {
    /** Commits without an answer in time that are remembered. */
    private static final int REMEMBERED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Cache<CommitId, Submission> late = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(REMEMBERED)
            .build();
    private final RefusalListeners listeners;
    private final Executor callbacks;
    private final Supplier<String> fault;
    private final Overdue overdue;

    /**
     * @param callbacks runs what the program hangs on to answers
     * @param delays for deadlines that no thread waits for
     * @param fault why the server is out of reach, as the end of a sentence, or nothing
     */
    Answers(Executor callbacks, Delays delays, Supplier<String> fault) {
        this.fault = fault;
        this.callbacks = callbacks;
        this.listeners = new RefusalListeners(callbacks);
        this.overdue = new Overdue(delays);
    }

    /**
     * Waits until the commit is durable.
     *
     * @return why it was refused, or null if it was not
     */
    @Nullable
    CommitRejectedException await(Submission submission, Deadline deadline) {
        try {
            submission.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            rememberIfOpen(submission, e.getCause());
            return refusal(e.getCause());
        } catch (TimeoutException _) { // told as the exception that says how to go on
            return givenUp(submission, this::notSent, () -> unanswered(submission));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return givenUp(submission, () -> interruptedUnsent(e), () -> new InterruptedCommitException(
                    "interrupted before the commit was answered: chain.outcome tells what becomes of it",
                    remembered(submission), e));
        }
    }

    /**
     * Ends the waiting for a commit.
     *
     * @param unsent what is told where it was not sent
     * @param unknown what is told where nothing is known of it
     */
    private @Nullable CommitRejectedException givenUp(Submission submission,
            Supplier<? extends AteException> unsent, Supplier<? extends AteException> unknown) {
        return switch (submission.giveUp()) {
            case Unanswered.Stored _ -> null;
            case Unanswered.Sent() -> throw unknown.get();
            case Unanswered.NotSent() -> throw unsent.get();
        };
    }

    private DeadlineExceededException unanswered(Submission submission) {
        return new DeadlineExceededException(
                "the commit was sent and not answered in time: chain.outcome tells what becomes of it",
                remembered(submission));
    }

    private ChainUnavailableException notSent() {
        return new ChainUnavailableException(
                "the commit could not be sent in time and is taken back: nothing is stored, now or later"
                        + fault.get());
    }

    private ChainUnavailableException interruptedUnsent(InterruptedException cause) {
        ChainUnavailableException told = new ChainUnavailableException(
                "this thread was interrupted before the commit could be sent; it is taken back: nothing is stored, now "
                        + "or later" + fault.get());
        told.initCause(cause);
        return told;
    }

    /** The answer, however long it takes, told where the program's own code may run. */
    CompletableFuture<Long> told(Submission submission) {
        // The thread matters, too: what the program hangs on to the answer must not run on the replica's.
        return submission.answer()
                .whenCompleteAsync((_, failure) -> rememberIfOpen(submission, failure), callbacks);
    }

    /** The same, but at the deadline it ends as {@link #await} does. */
    CompletableFuture<Long> told(Submission submission, Deadline deadline) {
        CompletableFuture<Long> told = submission.answer()
                .whenCompleteAsync((_, failure) -> {
                    rememberIfOpen(submission, failure);
                    overdue.forgetAnswered();
                }, callbacks);
        overdue.watch(submission.answer(), deadline,
                () -> callbacks.execute(() -> endWaiting(submission, told)));
        return told;
    }

    /** Has {@code ending} run at the deadline, unless there is a last answer by then. */
    void atDeadline(CompletableFuture<Long> last, Deadline deadline, Runnable ending) {
        overdue.watch(last, deadline, () -> callbacks.execute(ending));
    }

    private void endWaiting(Submission submission, CompletableFuture<Long> told) {
        switch (submission.giveUp()) {
            case Unanswered.Stored(long sequence) -> told.complete(sequence);
            case Unanswered.Sent() -> {
                if (!submission.answer().isDone()) {
                    told.completeExceptionally(unanswered(submission));
                }
            }
            case Unanswered.NotSent() -> told.completeExceptionally(notSent());
        }
    }

    /** What became of the commit; waits for it until the deadline. */
    public Outcome outcome(CommitId commit, Deadline deadline) {
        Submission submission = late.getIfPresent(commit);
        if (submission == null) {
            return new Outcome.Unknown();
        }
        try {
            return new Outcome.Stored(submission.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedCommitException) {
                return asFarAsKnown(submission);
            }
            CommitRejectedException refusal = refusal(e.getCause());
            return refusal == null ? new Outcome.Unknown() : new Outcome.Refused(refusal);
        } catch (TimeoutException _) { // which is what the result says
            return asFarAsKnown(submission);
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for the outcome of a commit", e);
        }
    }

    /**
     * The commit of that id is sent, or lies in the outbox, and may go on under another id: {@link #outcome} tells by
     * its last answer what becomes of it.
     */
    void remember(CommitId commit, CompletableFuture<Long> last) {
        CompletableFuture<Long> told = last.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                unwrapped(failure) instanceof CommitRejectedException refused ? refused
                        : new InterruptedCommitException("it stays in the outbox: " + failure.getMessage(), commit,
                                new IllegalStateException(failure))));
        late.put(commit, new Submission(commit, told, Unanswered.Sent::new, () -> {
        }, () -> {
        }, 0, CompletableFuture.completedFuture(null)));
    }

    private static Outcome asFarAsKnown(Submission submission) {
        return submission.giveUp() instanceof Unanswered.Stored(long sequence) ? new Outcome.Stored(sequence)
                : new Outcome.Unknown();
    }

    /**
     * Has the listeners told if the commit is refused; if there are none, the log.
     *
     * @param kept whether it lies in the outbox, so that without an answer it is not lost
     */
    void report(CompletableFuture<Long> answer, boolean kept) {
        var _ = answer.whenComplete((sequence, failure) -> {
            Throwable cause = unwrapped(failure);
            if (cause instanceof CommitRejectedException refused) {
                if (!listeners.tell(refused)) {
                    LOG.warn("a commit of scope {} was refused, and nothing of it is stored: {}{}; nobody else is "
                            + "told, until a listener is given to chain.onRefused",
                            kept ? "LOCAL" : "NONE", refused.getMessage(), where(refused));
                }
            } else if (cause != null && kept) {
                LOG.debug("a commit stays in the outbox: {}", cause.getMessage());
            } else if (cause != null) {
                LOG.warn("a commit of scope NONE ended without an answer: {}", cause.getMessage());
            }
        });
    }

    private static String where(CommitRejectedException refused) {
        List<PrimaryKey> objects = refused instanceof ConflictException conflict ? conflict.objects()
                : refused.object().stream().toList();
        List<String> fields = refused instanceof ConflictException conflict ? conflict.fields() : List.of();
        return (objects.isEmpty() ? "" : " [objects " + joined(objects) + "]")
                + (fields.isEmpty() ? "" : " [fields " + joined(fields) + "]");
    }

    private static String joined(List<?> parts) {
        return parts.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Has {@code listener} told of every commit that nobody waits for and that is refused. */
    public Registration listen(Consumer<? super CommitRejectedException> listener) {
        return listeners.add(listener);
    }

    /** No deadline comes due any more; the answers themselves end with the replica. */
    @Override
    public void close() {
        overdue.close();
    }

    /** An answer that leaves open what becomes of the commit may be followed by its appearance. */
    private void rememberIfOpen(Submission submission, @Nullable Throwable failure) {
        if (unwrapped(failure) instanceof InterruptedCommitException) {
            late.put(submission.commit(), submission);
        }
    }

    private CommitId remembered(Submission submission) {
        late.put(submission.commit(), submission);
        return submission.commit();
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static @Nullable CommitRejectedException refusal(@Nullable Throwable cause) {
        return switch (cause) {
            case CommitRejectedException refused -> (CommitRejectedException) SharedFailure.here(refused);
            case RuntimeException other -> throw SharedFailure.here(other);
            case Error error -> throw error;
            case null, default -> throw new AteException("a commit failed", new IllegalStateException(cause));
        };
    }
}
