package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.UntrustedServerException;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.sequence.Serial;
import io.ate.internal.tree.RootAt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the server prove what it says of own commits where no stream brings them: that each stands where it says, in a
 * tree that goes on from what is known. Who waits for a commit is told of it only then; and the chain is known so far
 * from then on, so that a server which is set back to before it is noticed, by later runs, too, however much it has
 * taken in since. A round of proofs is under way at a time, and what is answered meanwhile is proven together in the
 * next one. When the connection goes, so does the round: the commits are sent again. Confined to the chain's owner.
 */
final class CommitProofs {
    /** So many commits are proven together; the server has no more than a few requests at work at a time anyway. */
    private static final int MOST = 64;

    private final Reach reach;
    private final Outgoing outgoing;
    private final Serial owner;
    private final Consumer<Inquiry> asked;
    private final Runnable reached;
    private final Consumer<RuntimeException> stop;
    private final Deque<Placed> waiting = new ArrayDeque<>();
    private @Nullable Round round;

    /**
     * @param asked asks the server
     * @param reached is run when the chain is known further, before whoever waits for a commit is told
     * @param stop ends the chain's channel, when the server turns out not to be trusted
     */
    CommitProofs(Reach reach, Outgoing outgoing, Serial owner, Consumer<Inquiry> asked, Runnable reached,
            Consumer<RuntimeException> stop) {
        this.reach = reach;
        this.outgoing = outgoing;
        this.owner = owner;
        this.asked = asked;
        this.reached = reached;
        this.stop = stop;
    }

    /** Where a commit is, as the server says. */
    private record Placed(PendingCommit commit, long first) {
        private long last() {
            return first + commit.count() - 1;
        }

        /** The root of the tree of that size in which its last event stands there. */
        private RootAt root(ProofAnswer proof, long size) {
            return proof.inclusion()
                    .rootOf(commit.checked().eventHashes().getLast(), last() - 1, size)
                    .orElseThrow(() -> refuted("it does not prove that commit number " + commit.number()
                            + " of this client's is stored at sequence " + first + ", as it said"));
        }
    }

    /** What was asked for together. */
    private record Round(RootAt known, long size, List<Placed> commits, List<ProofInquiry> places,
            ProofInquiry growth) {

        private static Round of(List<Placed> commits, RootAt known) {
            long size = Math.max(known.size(), commits.stream().mapToLong(Placed::last).max().orElse(0));
            return new Round(known, size, commits,
                    commits.stream().map(each -> ProofInquiry.ofPlace(each.last(), size)).toList(),
                    ProofInquiry.ofGrowth(known.size(), size));
        }

        private List<ProofInquiry> all() {
            List<ProofInquiry> all = new ArrayList<>(places);
            all.add(growth);
            return all;
        }

        /**
         * The tree in which all of them stand, once all is answered.
         *
         * @throws UntrustedServerException if there is none that goes on from what was known
         */
        private RootAt head() {
            RootAt head = null;
            for (int i = 0; i < commits.size(); i++) {
                Placed each = commits.get(i);
                RootAt root = each.root(places.get(i).answer().join(), size);
                if (head != null && !root.equals(head)) {
                    throw refuted("it proves of own commits that they are stored in different trees of the size "
                            + size);
                }
                head = root;
            }
            if (head == null || !growth.answer().join().consistency().verify(known, head)) {
                throw refuted("it does not prove that this one, " + size + " events long, with the commit that this "
                        + "client is told is stored at sequence " + commits.getLast().first + ", goes on from the "
                        + known.size() + " events that this client has seen");
            }
            return head;
        }
    }

    private static UntrustedServerException refuted(String why) {
        return LinkFault.setBack(why);
    }

    /** The server says that the commit is stored from that sequence on. */
    void prove(PendingCommit commit, long first) {
        waiting.add(new Placed(commit, first));
        begin();
    }

    /** The connection is gone: what has no proof has no answer either, and is sent again. */
    void disconnected() {
        waiting.clear();
        Round gone = round;
        round = null;
        if (gone != null) {
            gone.all().forEach(each -> each.answer().cancel(false));
        }
    }

    private void begin() {
        if (round != null || waiting.isEmpty()) {
            return;
        }
        List<Placed> next = new ArrayList<>();
        while (next.size() < MOST && !waiting.isEmpty()) {
            next.add(waiting.remove());
        }
        Round begun = Round.of(next, reach.now());
        round = begun;
        List<ProofInquiry> all = begun.all();
        all.forEach(asked);
        var _ = CompletableFuture.allOf(all.stream().map(AwaitedInquiry::answer).toArray(CompletableFuture<?>[]::new))
                .whenComplete((_, failure) -> owner.here(() -> answered(begun, failure)));
    }

    private void answered(Round of, @Nullable Throwable failure) {
        if (!of.equals(round)) {
            return; // the connection is gone
        }
        round = null;
        try {
            if (failure == null) {
                take(of);
            } else {
                leaveOpen(of, failure);
            }
        } catch (UntrustedServerException e) {
            stop.accept(e);
            return;
        }
        begin();
    }

    private void take(Round of) {
        RootAt head = of.head();
        boolean isNews = of.size > of.known.size(); // else all that was verified since goes on from it already
        if (isNews && !reach.verified(of.known, head)) { // somebody was shown more meanwhile: ask about that
            of.commits.reversed().forEach(waiting::addFirst);
            return;
        }
        reached.run();
        for (Placed each : of.commits) {
            if (!each.commit.answer().isDone()) {
                each.commit.confirmed(each.first);
                outgoing.settled(each.commit);
            }
        }
    }

    /** The server says that they are stored and cannot prove it: nobody can say what it will say later. */
    private void leaveOpen(Round of, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper && wrapper.getCause() != null
                ? wrapper.getCause()
                : failure;
        switch (cause) {
            case UntrustedServerException caught -> throw caught;
            case ChainUnavailableException unproven -> {
                for (Placed each : of.commits) {
                    if (!each.commit.answer().isDone()) {
                        outgoing.doubt(each.commit, unproven);
                    }
                }
            }
            default -> stop.accept(new IllegalStateException("commits could not be proven", cause));
        }
    }
}
