package io.ate.internal.inspect;

import io.ate.PrimaryKey;
import io.ate.StoreFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.Statement;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.replica.VerifiedHeadNote;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What nobody judged when it came into a store is judged when that is verified, and so is what was changed since. */
class ChainVerifierTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys MALLORY = Keys.of("mallory");
    private static final PrimaryKey ONE = new PrimaryKey(1, 1);

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final StoredChain stored = new StoredChain(1, genesis.record().name(), genesis);
    private final MemoryRedoLog log = MemoryRedoLog.manual(WriteFaults.NONE);
    private final Author alice = new Author(genesis, ALICE, 1);
    private final MerkleFrontier tree = new MerkleFrontier();
    private long end;
    private long previous;

    ChainVerifierTest() {
        append(new LogEntry.Create(stored.number(), stored.name(), genesis));
    }

    private void append(LogEntry... entries) {
        log.append(stored.shard(), 0, new LogBatch(List.of(entries)), new RedoLog.Completion() {
            @Override
            public void durable() {
                // as it is to be
            }

            @Override
            public void failed(StoreFailedException cause) {
                throw cause;
            }
        });
        log.sync();
    }

    /** Puts a commit into the store as nobody else would: without judging it. */
    private void put(Commit commit) {
        put(CommitRecord.of(commit, end + 1, 1, previous), commit);
    }

    private void put(CommitRecord record, Commit commit) {
        List<LogEntry> entries = new ArrayList<>();
        entries.add(new LogEntry.Append(stored.number(), record, commit.events(),
                Statement.hash(genesis.chainId(), commit.statementBytes())));
        commit.events()
                .forEach(event -> tree.append(event.hash(genesis.chainId()),
                        (level, index, hash) -> entries.add(new LogEntry.Nodes(stored.number(), level, index, hash))));
        append(entries.toArray(LogEntry[]::new));
        previous = record.first();
        end = record.last();
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        ChainVerifier.verify(log, stored, findings::add, _ -> {
        });
        return findings;
    }

    @Test
    void nothingIsWrongWithWhatWasAdmitted() {
        put(alice.commit(Change.store(ONE, "a"), Change.store(new PrimaryKey(1, 2), "b")));
        put(alice.commit(Change.put(ONE).value("c")));
        put(alice.commit(Change.put(ONE).ruled(Rule.inherited().writtenBy(ALICE))));
        put(alice.commit(Change.delete(ONE)));
        assertThat(findings()).isEmpty();
    }

    @Test
    void whatAStrangerWroteIsNamedWithItsSequencesAndObject() {
        put(alice.commit(Change.store(ONE, "a")));
        put(alice.commit(Change.put(ONE).ruled(Rule.inherited().writtenBy(ALICE))));
        previous = 0;
        put(new Author(genesis, MALLORY, 2).commit(Change.publish(MALLORY.publicKeys()), Change.put(ONE).value("x")));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.FORGERY);
            assertThat(finding.from()).isEqualTo(3);
            assertThat(finding.to()).isEqualTo(4);
            assertThat(finding.object()).isEqualTo(ONE);
            assertThat(finding.what()).contains("NO_WRITE_AUTHORITY");
        });
    }

    @Test
    void aSignatureThatDoesNotHoldIsNamed() {
        Commit commit = alice.commit(Change.store(ONE, "a"));
        byte[] changed = commit.signatures().getFirst().bytes().toArray();
        changed[100] ^= 1;
        put(new CommitRecord(1, 1, 0, commit.statement(), commit.statementBytes(),
                List.of(new CommitSignature(0, Slice.of(changed)))), commit);
        assertThat(findings()).singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("signature", "does not hold"));
    }

    @Test
    void aCommitThatStandsThereTwiceIsNamed() {
        Commit commit = alice.commit(Change.store(ONE, "a"));
        put(commit);
        put(alice.commit(Change.put(ONE).value("b")));
        put(commit);
        assertThat(findings()).anySatisfy(finding -> {
            assertThat(finding.from()).isEqualTo(3);
            assertThat(finding.what()).contains("REFUSED_EARLIER");
        });
    }

    @Test
    void aRecordThatNamesAnotherPreviousCommitIsNamed() {
        put(alice.commit(Change.store(ONE, "a")));
        Commit next = alice.commit(Change.put(ONE).value("b"));
        put(CommitRecord.of(next, 2, 1, 0), next);
        assertThat(findings()).singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("previous commit, which is at 1"));
    }

    @Test
    void aReplicaWhoseServerSignedAnotherHistoryThanIsHereOrMoreOfItIsNamed() {
        put(alice.commit(Change.store(ONE, "a")));
        note(tree.root());
        put(alice.commit(Change.put(ONE).value("b")));
        assertThat(findings()).isEmpty();
        note(new RootAt(1, tree.root().root()));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.FORGERY);
            assertThat(finding.from()).isEqualTo(1);
            assertThat(finding.what()).contains("the replica noted that its server has signed");
        });
        note(new RootAt(3, tree.root().root()));
        assertThat(findings()).singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("up to sequence 3, and ends here"));
    }

    private void note(RootAt head) {
        append(VerifiedHeadNote.of(stored.number(), head));
    }

    @Test
    void aStoredNodeThatIsNotWhatTheEventsComeToIsNamed() {
        for (int i = 1; i <= 300; i++) {
            put(alice.commit(Change.store(new PrimaryKey(1, i), "a")));
        }
        assertThat(findings()).isEmpty();
        append(new LogEntry.Nodes(stored.number(), 8, 0, Hash.of(new byte[Hash.BYTES])));
        assertThat(findings()).isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.what()).contains("node 0 of level 8"));
    }
}
