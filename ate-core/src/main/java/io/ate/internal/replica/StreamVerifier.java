package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.Statement;
import io.ate.internal.log.LogEntry;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.KeySource;
import io.ate.internal.trust.Verdict;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.View;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows one chain and takes nothing on a server's word that it can check: each commit is judged as the server had
 * to judge it, the tree is computed from the events, and the heads that the server signs have to be heads of that
 * tree. What does not fit is an {@link UntrustedServerException}, after which nothing more may be taken. Confined to
 * the replica's owner, but for {@link #check}.
 */
final class StreamVerifier {
    private final ChainId chain;
    private final long number;
    private final View view;
    private final Writers writers;
    private final Judge judge;
    private final CommitCheck check;
    private final KeySource knownKeys;
    private final Verifiers verifiers;
    private final MerkleFrontier tree;
    private final NamedHeads namedHeads;
    private final TreeMap<Long, Vouched> expected = new TreeMap<>();
    private final boolean distributed;
    private final MerkleTree stored;
    private @Nullable RootAt seen;
    private volatile RootAt verified;
    /** In which the server's store is. */
    private long epoch = 1;
    private volatile @Nullable Vouched vouched;

    /** A head that the own tree confirmed, and whose signature on it holds. */
    record Vouched(SignedHead head, PublicKeys server) {}

    /**
     * @param stored the tree as the log has it
     * @param verified the last head that was verified when the chain was open before
     */
    StreamVerifier(LoadedChain loaded, MerkleTree stored, RootAt verified, Verifiers verifiers) {
        this.chain = loaded.stored().genesis().chainId();
        this.number = loaded.stored().number();
        this.view = loaded.view();
        this.writers = loaded.writers();
        this.distributed = loaded.stored().genesis().record().trust() == Trust.DISTRIBUTED;
        this.judge = new Judge(loaded.stored().genesis().record().trust(), Judge.Role.FOLLOWING, loaded.fold());
        this.check = new CommitCheck(chain, verifiers);
        this.knownKeys = id -> {
            KeyEntry key = view.publicKey(id);
            return key == null ? null : key.keys();
        };
        this.verifiers = verifiers;
        this.verified = verified;
        this.tree = loaded.frontier();
        this.stored = stored;
        this.namedHeads = new NamedHeads(stored, loaded.end());
    }

    /** The last head that the server signed and the own tree confirmed. Any thread may ask. */
    RootAt verified() {
        return verified;
    }

    /** That head as it was signed; null if none was in this run. Any thread may ask. */
    @Nullable
    Vouched vouched() {
        return vouched;
    }

    /** The own tree as it is now. */
    RootAt root() {
        return tree.root();
    }

    /** Makes the checks of a commit that cost cryptography; any thread may. */
    void check(StreamedCommit commit) {
        commit.check(check, knownKeys);
    }

    /**
     * Demands that the chain, as it is and as it will come, is the one that was seen in an earlier run. Nothing has
     * come yet. The head that the server signed for the opening says nothing of it: it may be some seconds old.
     *
     * @param head how far it was seen then
     */
    void seen(RootAt head) {
        if (head.size() < tree.size()) {
            demandSeen(head, stored.root(head.size()));
        } else {
            seen = head;
            demandExpected();
        }
    }

    /** All has come that the server has: no less than was seen in an earlier run. */
    void live() {
        RootAt before = seen;
        if (before != null) {
            throw otherThanSeen(before, tree.root());
        }
    }

    /** Demands that the server's tree begins with the own one, and remembers what it has to end with. */
    void opened(SignedHead head, ConsistencyProof proof, PublicKeys server) {
        epoch = head.epoch();
        demandSigned(head, server);
        RootAt own = tree.root();
        if (head.root().size() < own.size() || !proof.verify(own, head.root())) {
            throw new SetBackException(own.size(), head.root().size(),
                    "the server does not prove that its history of the chain, " + head.root().size()
                            + " events long, goes on from the " + own.size() + " events that this client knows");
        }
        expect(head, server);
    }

    /** Takes a head that the server signed where the stream is now. */
    void head(SignedHead head, PublicKeys server) {
        demandSigned(head, server);
        expect(head, server);
    }

    /** The log has everything up to there. */
    void durableUpTo(long sequence) {
        writers.durableUpTo(sequence);
        namedHeads.durableUpTo(sequence);
    }

    /**
     * Judges the next commit, and takes it into the tree; the view is still without it.
     *
     * @param batch takes what has to be made durable
     */
    Applied judge(StreamedCommit streamed, List<LogEntry> batch) {
        CommitRecord record = streamed.record();
        long first = record.first();
        CheckedCommit checked = checked(streamed);
        Statement statement = record.statement();
        Writers.Admitted before = writers.last(statement.writer());
        if (record.previous() != (before == null ? 0 : before.first())) {
            throw fault(first, "names sequence " + record.previous() + " as its writer's previous commit, which is "
                    + (before == null ? "none" : "at " + before.first()));
        }
        if (!record.signatures().isEmpty() || distributed) {
            namedHeads.check(new RootAt(statement.headSize(), statement.headRoot()), first);
        }
        return switch (judge.judge(view, writers, checked, Set.of(), first)) {
            case Verdict.Admitted(var effects) -> {
                writers.admitted(statement, checked.hash(), first);
                batch.add(new LogEntry.Append(number, record, checked.commit().events(), checked.hash()));
                for (Hash eventHash : checked.eventHashes()) {
                    tree.append(eventHash,
                            (level, index, hash) -> batch.add(new LogEntry.Nodes(number, level, index, hash)));
                }
                yield new Applied(record, checked.commit().events(), effects);
            }
            case Verdict.Refused refused -> throw fault(first, "was not to be admitted (" + refused.reason() + "): "
                    + refused.text());
            case Verdict.Repeated _ -> throw fault(first, "repeats an earlier one");
        };
    }

    /** Demands that the tree, as it is now, is the one that the server signed, where it signed one of that size. */
    void demandExpected() {
        RootAt before = seen;
        if (before != null && before.size() <= tree.size()) {
            seen = null;
            demandSeen(before, tree.root());
        }
        while (!expected.isEmpty() && expected.firstKey() <= tree.size()) {
            Vouched next = expected.pollFirstEntry().getValue();
            RootAt signed = next.head().root();
            if (!signed.equals(tree.root())) {
                throw new UntrustedServerException("the server signed a tree head of size " + signed.size()
                        + " that is not that of the events which it sent; the chain here is at " + tree.size());
            }
            verified = signed;
            vouched = next;
            namedHeads.computed(signed);
        }
    }

    /** Statement hash of a commit that has been checked. */
    Hash hash(StreamedCommit streamed) {
        return checked(streamed).hash();
    }

    private CheckedCommit checked(StreamedCommit streamed) {
        CheckedCommit checked = streamed.checked();
        if (checked == null) {
            throw fault(streamed.record().first(), "is malformed: " + streamed.malformed());
        }
        // The key may have been published by a commit that was not applied yet when a checker looked.
        return checked.fault() instanceof Fault.UnknownSigner ? check.check(checked.commit(), knownKeys) : checked;
    }

    private void demandSigned(SignedHead head, PublicKeys server) {
        if (!head.chain().equals(chain) || !head.isBy(verifyingKeys(server))) {
            throw new UntrustedServerException("a tree head of size " + head.root().size()
                    + " is not signed by the server's identity " + server.fingerprint() + " for this chain");
        }
        if (head.epoch() != epoch) {
            throw new UntrustedServerException("a tree head of size " + head.root().size() + " is of epoch "
                    + head.epoch() + ", and the server is in epoch " + epoch);
        }
    }

    private VerifyingKeys verifyingKeys(PublicKeys server) {
        return verifiers.of(server);
    }

    private void expect(SignedHead head, PublicKeys server) {
        expected.put(head.root().size(), new Vouched(head, server));
        demandExpected();
    }

    private static void demandSeen(RootAt before, RootAt now) {
        if (!before.equals(now)) {
            throw otherThanSeen(before, now);
        }
    }

    private static UntrustedServerException otherThanSeen(RootAt before, RootAt now) {
        return new SetBackException(before.size(), now.size(),
                "the server shows another history of the chain than before: now its tree "
                        + "head of size " + now.size() + " is " + now.root()
                        + ", but this client has seen that of size "
                        + before.size() + " to be " + before.root() + ". Its store was set back, or it shows different "
                        + "histories to different people. Find out which; only then forget what was seen of the server "
                        + "(AteClient.forgetServer)");
    }

    private static UntrustedServerException fault(long first, String text) {
        return new UntrustedServerException("the commit that the server put at sequence " + first + " " + text);
    }
}
