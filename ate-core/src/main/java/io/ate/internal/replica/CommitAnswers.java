package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Rejected;
import java.util.Set;

/**
 * Takes the server's answers to own commits. What was admitted is settled when it comes in the stream, at its place,
 * or, where there is no stream, when that place is proven; until then the answer is remembered, in case nobody can wait
 * for the stream. What was refused is taken back; where a
 * refusal leaves open whether an earlier copy is stored, so is what becomes of the commit. Confined to the chain's
 * owner.
 */
final class CommitAnswers {
    /**
     * Why a server refuses a commit before it has looked whether it is stored already. To one that was sent before, as
     * when the answer was lost with a connection, such a refusal says nothing of the earlier copy.
     */
    private static final Set<Reason> UNSEARCHED = Set.of(Reason.DAMAGED, Reason.READ_ONLY, Reason.TOO_MANY_IN_FLIGHT,
            Reason.NOT_PROVEN, Reason.NO_SUCH_CHAIN, Reason.GOING_AWAY,
            Reason.INTERNAL, Reason.UNKNOWN);

    /** Why a server refuses any commit at present: what lies in the outbox waits until that is over. */
    private static final Set<Reason> PASSING = Set.of(Reason.STORE_FULL, Reason.READ_ONLY, Reason.TOO_MANY_IN_FLIGHT,
            Reason.GOING_AWAY);

    private final Uplink uplink;
    private final Outgoing outgoing;

    CommitAnswers(Uplink uplink, Outgoing outgoing) {
        this.uplink = uplink;
        this.outgoing = outgoing;
    }

    /** The server says where a commit is, when the view has reached {@code sequence}. */
    void committed(Committed answer, long sequence) {
        PendingCommit commit = uplink.sentAs(answer.request());
        if (commit == null || commit.answer().isDone()) {
            return; // the stream was quicker than the answer
        }
        demandPlace(commit, answer, sequence);
        commit.stored(answer.first());
    }

    /** The server says where a commit is, and no stream will bring it: it has to prove it. */
    void committed(Committed answer, CommitProofs proofs) {
        PendingCommit commit = uplink.sentAs(answer.request());
        if (commit != null && !commit.answer().isDone()) {
            // The server admits no commit whose head it does not know, so that this is none of those before.
            demandPlace(commit, answer, commit.commit().statement().headSize());
            proofs.prove(commit, answer.first());
        }
    }

    /** Up to {@code taken} the chain is others'. */
    private static void demandPlace(PendingCommit commit, Committed answer, long taken) {
        if (commit.number() != answer.number() || answer.first() <= taken) {
            throw new UntrustedServerException("the server says that commit number " + commit.number()
                    + " of this client's is at sequence " + answer.first() + ", where something else is");
        }
    }

    /** Tells whether it was a commit that the server refused. */
    boolean rejected(Rejected answer) {
        PendingCommit commit = uplink.sentAs(answer.request());
        if (commit == null) {
            return false;
        }
        if (answer.reason() == Reason.WRITER_CLONED) {
            outgoing.renew(commit.writer());
        }
        if (PASSING.contains(answer.reason()) ? commit.isKept() : uplink.hasPutAside()) {
            uplink.putAside(commit);
            return true;
        }
        CommitRejectedException refusal = CommitRejectedException.of(answer.reason(), answer.text(), answer.object());
        if (commit.wentBefore() && UNSEARCHED.contains(answer.reason())) {
            outgoing.doubt(commit, refusal);
        } else {
            outgoing.fail(commit, refusal);
        }
        return true;
    }
}
