package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.Statement;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.WriterRow;
import io.ate.internal.protocol.Events;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.LeavesGoneException;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.Subtree;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.KeySource;
import io.ate.internal.trust.Verdict;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.View;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one chain and takes nothing on a server's word that it can check: each commit is judged as the server had
 * to judge it, the tree is computed from the events, and the heads that the server signs have to be heads of that
 * tree. What does not fit is an {@link UntrustedServerException}, after which nothing more may be taken. Confined to
 * the replica's owner, but for {@link #check}.
 */
final class StreamVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(StreamVerifier.class);
    private static final long BLOCK = 1L << Subtree.BLOCK;

    private final ChainId chain;
    private final long number;
    private final View view;
    private final Writers writers;
    private final Judge judge;
    private final Judge recalling;
    private final Fold fold;
    private final CommitCheck check;
    private final KeySource knownKeys;
    private final Verifiers verifiers;
    private MerkleFrontier tree;
    /** The same tree, or, while the server tells some of it once more, that which it was before. */
    private MerkleFrontier farthest;
    /** The same tree where its last block of 256 began: from there a server may tell the chain once more. */
    private MerkleFrontier block;
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
        this.fold = loaded.fold();
        this.recalling = new Judge(loaded.stored().genesis().record().trust(), Judge.Role.RECALLING, fold);
        this.judge = new Judge(loaded.stored().genesis().record().trust(), Judge.Role.FOLLOWING, loaded.fold());
        this.check = new CommitCheck(chain, verifiers);
        this.knownKeys = id -> {
            KeyEntry key = view.publicKey(id);
            return key == null ? null : key.keys();
        };
        this.verifiers = verifiers;
        this.verified = verified;
        this.tree = loaded.frontier();
        this.farthest = tree;
        this.stored = stored;
        this.block = stored.frontier(tree.size() & -BLOCK);
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

    /** The own tree as it is now: where the server goes on. */
    RootAt root() {
        return tree.root();
    }

    /** The own tree as far as it has ever come. */
    RootAt known() {
        return farthest.root();
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
        if (head.size() < farthest.size()) {
            try {
                demandSeen(head, stored.root(head.size()));
            } catch (LeavesGoneException e) { // what is here came from there, and was verified as it came
                LOG.debug("the head of size {} that was seen before is not to be told any more", head.size(), e);
            }
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

    /**
     * Demands that the server's tree begins with the own one, and remembers what it has to end with.
     *
     * @param from the size of the own tree, or where its last block of 256 began, if compaction has left the server no
     * more of what follows than that it can be told from there
     */
    void opened(SignedHead head, ConsistencyProof proof, long from, PublicKeys server) {
        epoch = head.epoch();
        demandSigned(head, server);
        if (from != farthest.size()) {
            if (from != block.size()) {
                throw new UntrustedServerException("the server goes on after sequence " + from + " where "
                        + farthest.size() + " was the last one");
            }
            tree = block.copy();
        } else {
            tree = farthest;
        }
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
                checked.eventHashes().forEach(eventHash -> append(eventHash, batch));
                yield new Applied(record, checked.commit().events(), effects);
            }
            case Verdict.Refused refused -> throw refused(first, refused);
            case Verdict.Repeated _ -> throw fault(first, "repeats an earlier one");
        };
    }

    /**
     * Judges what compaction has left of the next commit, as far as that can be judged, and takes it into the tree; the
     * view is still without it.
     *
     * @param batch takes what has to be made durable
     */
    Applied recall(StreamedCommit streamed, List<LogEntry> batch) {
        CommitRecord record = streamed.record();
        CheckedCommit checked = checked(streamed);
        Statement statement = record.statement();
        if (!record.signatures().isEmpty()) {
            namedHeads.check(new RootAt(statement.headSize(), statement.headRoot()), record.first());
        }
        demandFollows(record, checked.hash());
        return switch (recalling.recall(view, checked, streamed.first())) {
            case Verdict.Admitted(var effects) -> {
                List<Event> events = checked.commit().events();
                long sequence = streamed.first();
                for (Event event : events) {
                    Slice begins = sequence == record.first() ? record.encode() : null;
                    batch.add(new LogEntry.Next(number,
                            new LogItem.StoredEvent(sequence, event, begins, !event.hasPayload())));
                    sequence++;
                }
                batch.add(new LogEntry.LastCommit(number, statement.writer(),
                        new WriterRow(statement.number(), record.first(), record.last(), checked.hash())));
                checked.eventHashes().forEach(eventHash -> append(eventHash, batch));
                yield new Applied(record, streamed.first(), events, effects);
            }
            case Verdict.Refused refused -> throw refused(record.first(), refused);
            case Verdict.Repeated _ -> throw new IllegalStateException("who recalls does not look for repetitions");
        };
    }

    /** Demands that the commit comes behind all of its writer's that are known, unless it is the last one of these. */
    private void demandFollows(CommitRecord record, Hash hash) {
        Statement statement = record.statement();
        Writers.Admitted last = writers.last(statement.writer());
        if (last != null && last.number() == statement.number() && last.first() == record.first()
                && last.hash().equals(hash)) {
            return; // more of what was taken in part
        }
        if (last != null && (statement.number() <= last.number() || record.previous() < last.first())) {
            throw fault(record.first(), "is number " + statement.number() + " of its writer and follows the one at "
                    + record.previous() + ", but number " + last.number() + " stands at " + last.first());
        }
        writers.admitted(statement, hash, record.first());
    }

    /**
     * Takes the last commits of writers as the server has them: none is earlier than what is known, and where it is the
     * same it is the same commit.
     */
    void last(Events.LastCommits commits, List<LogEntry> batch) {
        for (Events.LastCommits.Row row : commits.rows()) {
            WriterRow last = row.last();
            Writers.Admitted known = writers.last(row.writer());
            boolean isSame = known != null && known.number() == last.number() && known.first() == last.first()
                    && known.hash().equals(last.statementHash());
            if (last.last() > view.applied() || (known != null && !isSame && last.number() <= known.number())) {
                throw new UntrustedServerException("the server says that commit number " + last.number()
                        + " at sequence " + last.first() + " is the last one of a writer of which this client knows "
                        + (known == null ? "none" : "number " + known.number() + " at " + known.first()));
            }
            if (!isSame) {
                batch.add(new LogEntry.LastCommit(number, row.writer(), last));
            }
        }
    }

    private static UntrustedServerException refused(long first, Verdict.Refused refused) {
        return fault(first, "was not to be admitted (" + refused.reason() + "): " + refused.text());
    }

    private void append(Hash eventHash, List<LogEntry> batch) {
        tree.append(eventHash, (level, index, hash) -> batch.add(new LogEntry.Nodes(number, level, index, hash)));
        noteBlock();
    }

    private void noteBlock() {
        if (tree.size() >= farthest.size()) {
            farthest = tree;
        }
        if (tree.size() % BLOCK == 0) {
            block = tree.copy();
        }
    }

    /**
     * Takes what is left of events that are gone into the tree.
     *
     * @return what it does to the view, which is still without it; null if that is known
     */
    @Nullable
    Effects gap(Arrival.OfGap gap, List<LogEntry> batch) {
        for (Subtree each : gap.subtrees()) {
            tree.append(each, (level, index, hash) -> batch.add(new LogEntry.Nodes(number, level, index, hash)));
            noteBlock();
            demandExpected();
        }
        if (gap.gap() == null) {
            return null;
        }
        batch.add(new LogEntry.Next(number, gap.gap()));
        return ChainLoader.effect(view, fold, gap.gap());
    }

    /**
     * Takes an event into the tree that is told once more.
     *
     * @param known its hash as it is known here, or null if that is not known
     */
    void retrace(long sequence, StreamedEvent event, @Nullable Hash known) {
        Hash told;
        try {
            told = event.decode().hash(chain);
        } catch (MalformedException e) {
            throw fault(sequence, "has an event that is malformed: " + e.getMessage());
        }
        if (known != null && !known.equals(told)) {
            throw new UntrustedServerException("the server tells another event at sequence " + sequence
                    + " of the chain than before");
        }
        tree.append(told);
        noteBlock();
        demandExpected();
    }

    /** The log knows more of writers than it did. */
    void writersChanged() {
        writers.forget();
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
            if (signed.size() > verified.size()) { // else the chain is told once more
                verified = signed;
                vouched = next;
            }
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
