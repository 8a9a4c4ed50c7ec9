package io.ate.internal.dao;

import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Registration;
import io.ate.internal.event.Condition;
import io.ate.internal.event.WriterId;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.replica.Submission;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A commit of a {@link Pipeline}, under whatever number it is sent. Its fields are changed under the pipeline's lock,
 * or by the one thread that draws it up anew.
 */
final class UnderWay {
    private final Redrafting.Merging merging;
    private final Deadline deadline;
    private final boolean outlasting;
    /** Completes when it lies in the outbox for good, if it is to: the first time that it is sent is enough. */
    private final CompletableFuture<Void> kept = new CompletableFuture<>();
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private SealedDraft draft;
    private @Nullable Submission submission;
    private @Nullable CommitRejectedException refusal;
    private int attempts;
    private long place;
    private boolean atWork;
    private boolean postponed;
    private @Nullable Registration owed;
    private Lineage lineage = Lineage.NONE;

    /** @param outlasting whether it is to lie in the outbox until it is answered */
    UnderWay(SealedDraft draft, Redrafting.Merging merging, Deadline deadline, boolean outlasting) {
        this.outlasting = outlasting;
        this.draft = draft;
        this.merging = merging;
        this.deadline = deadline;
    }

    Redrafting.Merging merging() {
        return merging;
    }

    /** Tells whether it is to survive this program. */
    boolean isOutlasting() {
        return outlasting;
    }

    /** Completes when it lies in the outbox for good, or exceptionally if it never will. */
    CompletableFuture<Void> kept() {
        return kept;
    }

    /** Its place in the outbox, or 0. */
    long keptAt() {
        return submission == null ? 0 : submission.place();
    }

    /** What it has come in the place of. */
    Lineage lineage() {
        return lineage;
    }

    /** It has come in the place of more. */
    void descends(Lineage from) {
        lineage = from;
    }

    /** For how long it is tried. */
    Deadline deadline() {
        return deadline;
    }

    /** The last answer that there will be, in the order of the answers. */
    CompletableFuture<Long> answer() {
        return answer;
    }

    /** As it was sent last, or is to be. */
    SealedDraft draft() {
        return draft;
    }

    /** How it was sent last, or null if it was not. */
    @Nullable
    Submission submission() {
        return submission;
    }

    /** The number that it had last, or null if it had none. */
    @Nullable
    CommitId number() {
        return submission == null ? null : submission.commit();
    }

    /** Why it has to be drawn up anew, or null if it need not. */
    @Nullable
    CommitRejectedException refusal() {
        return refusal;
    }

    /** Its place among the commits that were handed over. */
    long place() {
        return place;
    }

    /** Tells whether it is being drawn up anew at this moment, so that its end is the worker's to tell. */
    boolean isAtWork() {
        return atWork;
    }

    void atWork(boolean now) {
        atWork = now;
    }

    /** Was at work, and has to wait. */
    void postponed() {
        atWork = false;
        postponed = true;
    }

    /** Tells whether it had its turn before since it was refused, and was postponed then. */
    boolean wasPostponed() {
        return postponed;
    }

    void placed(long at) {
        place = at;
    }

    /**
     * Tells whether nothing can be made of it that would be admitted: somebody waits for it, and it does not merge what
     * others have changed.
     */
    boolean isHopeless(CommitRejectedException why) {
        return merging == Redrafting.Merging.ONLINE && why instanceof ConflictException
                && why.reason() != Reason.PREDECESSOR_REFUSED && !draft.isMergedOnline()
                && why.object().filter(draft::overwrites).isEmpty();
    }

    /** Tells whether what is made from there comes after this one. */
    boolean isSeenFrom(Standpoint standpoint) {
        CommitId number = number();
        return refusal == null && number != null && standpoint.isBehind(number);
    }

    void sent(SealedDraft as, Submission by) {
        leave();
        atWork = false;
        draft = as;
        submission = by;
        refusal = null;
        if (outlasting && !kept.isDone()) {
            var _ = by.kept().whenComplete((_, failure) -> {
                if (failure == null) {
                    kept.complete(null);
                } else {
                    kept.completeExceptionally(failure);
                }
            });
        }
    }

    /** @param replica by which it is owed from now on, if nothing of it was ever there to be hidden */
    void refused(CommitRejectedException why, Replica replica) {
        if (submission == null && owed == null) {
            owed = replica.owe();
        }
        refusal = why;
        postponed = false;
    }

    /** What was to be seen of it is, or nothing will be. */
    void leave() {
        if (submission != null) {
            submission.leave();
        }
        if (owed != null) {
            owed.close();
        }
    }

    /** The object by which it builds on one of those commits of its own writer, if it does. */
    Optional<PrimaryKey> buildsOn(Predicate<CommitId> earlier) {
        Submission present = submission;
        return present == null || present.answer().isDone() ? Optional.empty() : names(earlier);
    }

    /** The same, whether or not it is answered. */
    Optional<PrimaryKey> names(Predicate<CommitId> earlier) {
        WriterId writer = draft.draft().writer();
        if (writer == null) {
            return Optional.empty();
        }
        Predicate<Condition> isOnOne = condition -> condition.earlier(writer).filter(earlier).isPresent();
        return draft.draft()
                .events()
                .stream()
                .map(each -> each.facts())
                .filter(each -> isOnOne.test(each.condition()))
                .map(each -> each.key())
                .findFirst()
                .or(() -> draft.draft()
                        .conditions()
                        .stream()
                        .filter(each -> isOnOne.test(each.condition()))
                        .map(each -> each.key())
                        .findFirst());
    }

    /** How often it has waited before it was drawn up anew, this time not counted. */
    int nextAttempt() {
        return attempts++;
    }
}
