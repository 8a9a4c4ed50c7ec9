package io.ate.internal.sequence;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.StoreFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.Statement;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoreOptions;
import io.ate.internal.log.StoredChain;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rings;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import io.ate.internal.wire.Hash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A chain that was read from its log is the one that was live, after any history. */
class ChainLoaderTest {
    private static final int KEYS = 40;
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final HeldKeys CAROL = Keys.of("carol");

    /** All that is known of an object, by value. */
    private record Known(PrimaryKey key, PrimaryKey parent, String collection, String type, @Nullable RuleEntry rules,
            long version, long born, long placed, long valued) {
        static @Nullable Known of(@Nullable ObjectEntry entry) {
            return entry == null ? null
                    : new Known(entry.key(), entry.parent(), entry.collection(), entry.type(), entry.rules(),
                            entry.version(), entry.born(), entry.placed(), entry.valued());
        }
    }

    private static DrivenChain history(long seed) {
        Random random = new Random(seed);
        SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
        DrivenChain chain = DrivenChain.begin(genesis);
        Author author = chain.author(ALICE);
        for (int i = 0; i < 300; i++) {
            Change[] changes = new Change[1 + random.nextInt(3)];
            int from = random.nextInt(KEYS);
            for (int at = 0; at < changes.length; at++) {
                changes[at] = change(random, key((from + at) % KEYS));
            }
            Commit commit = author.draft(changes).signed().commit();
            chain.submit(commit);
            if (random.nextInt(4) == 0) {
                chain.sync();
            }
        }
        chain.sync();
        assertThat(chain.view().sequence()).as("seed %s: enough was admitted", seed).isGreaterThan(100);
        return chain;
    }

    private static Change change(Random random, PrimaryKey key) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> Change.delete(key);
            case 2, 3, 4 -> Change.store(key, "text " + random.nextInt());
            case 5, 6 -> Change.put(key).under(key(random.nextInt(KEYS))).value("x");
            case 7 -> Change.put(key).under(key(random.nextInt(KEYS)), "drafts");
            case 8 -> Change.put(key).ruled(Rule.inherited().readBy(ALICE), Rings.SECOND).sealed("x", Rings.SECOND);
            case 9 -> Change.put(key).ruled(Rule.inherited().writtenByEveryone());
            case 10 -> Change.publish((random.nextBoolean() ? BOB : CAROL).publicKeys());
            default -> Change.put(key).ruled(Rule.inherited());
        };
    }

    private static PrimaryKey key(int number) {
        return new PrimaryKey(4, number + 1);
    }

    private static void assertSame(LoadedChain loaded, View live, String when) {
        assertThat(loaded.view().sequence()).as(when).isEqualTo(live.sequence());
        for (int i = 0; i < KEYS; i++) {
            PrimaryKey key = key(i);
            assertThat(Known.of(loaded.view().live(key))).as("%s: object %s", when, i)
                    .isEqualTo(Known.of(live.live(key)));
        }
        assertThat(Known.of(loaded.view().zero())).as(when).isEqualTo(Known.of(live.zero()));
        for (HeldKeys keys : List.of(ALICE, BOB, CAROL)) {
            KeyId id = keys.id();
            assertThat((Object) loaded.view().publicKey(id)).as("%s: key %s", when, id)
                    .isEqualTo((Object) live.publicKey(id));
        }
        try (Snapshot one = loaded.view().snapshot(); Snapshot other = live.snapshot()) {
            for (int i = -1; i < KEYS; i++) {
                PrimaryKey parent = i < 0 ? PrimaryKey.ZERO : key(i);
                for (String collection : List.of("", "notes", "drafts")) {
                    assertThat(children(one, parent, collection)).as("%s: children of %s", when, i)
                            .isEqualTo(children(other, parent, collection));
                }
            }
        }
    }

    private static List<PrimaryKey> children(Snapshot snapshot, PrimaryKey parent, String collection) {
        List<PrimaryKey> children = new ArrayList<>();
        snapshot.children(parent, collection, entry -> children.add(entry.key()));
        return children;
    }

    private static List<Hash> hashes(RedoLog log, StoredChain chain) {
        List<Hash> hashes = new ArrayList<>();
        try (LogReader reader = log.reader(chain.number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                hashes.add(reader.event().event().hash(chain.genesis().chainId()));
            }
        }
        return hashes;
    }

    @Test
    void anObjectThatIsBornAgainBeforeItsFormerLifeWasSweptBeginsAnew() {
        DrivenChain chain = DrivenChain.begin(Founding.ownedBy(ALICE).centralized().genesis());
        Author author = chain.author(ALICE);
        Change[] children = new Change[2000];
        for (int i = 0; i < children.length; i++) {
            children[i] = Change.put(new PrimaryKey(6, i)).under(key(0)).value("x");
        }
        PrimaryKey last = children[children.length - 1].key();
        chain.admit(author.commit(Change.store(key(0), "x")));
        chain.admit(author.commit(children));
        chain.admit(author.commit(Change.delete(key(0))));
        chain.admit(author.commit(Change.store(last, "again")));
        Known live = Objects.requireNonNull(Known.of(chain.view().live(last)));
        assertThat(live.born()).isEqualTo(2003);
        assertThat(Known.of(ChainLoader.load(chain.log(), chain.stored()).view().live(last))).isEqualTo(live);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aChainLoadedFromMemoryIsTheLiveOne(long seed) {
        DrivenChain chain = history(seed);
        LoadedChain loaded = ChainLoader.load(chain.log(), chain.stored());
        assertSame(loaded, chain.view(), "seed " + seed);
        List<Hash> hashes = hashes(chain.log(), chain.stored());
        assertThat(loaded.end()).isEqualTo(hashes.size());
        assertThat(loaded.frontier().root()).as("the tree is the naive one").isEqualTo(MerkleFrontier.rootOf(hashes));
        DrivenChain reopened = chain.crash();
        Author author = new Author(chain.genesis(), ALICE, 9);
        reopened.admit(author.commit(Change.store(new PrimaryKey(5, 1), "and it goes on")));
        assertThat(reopened.view().sequence()).isEqualTo(hashes.size() + 1L);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void aChainLoadedFromDiskIsTheLiveOne(long seed, @TempDir Path folder) throws Exception {
        DrivenChain chain = history(seed);
        StoredChain onDisk;
        try (RedoLog disk = RocksRedoLog.open(folder, StoreOptions.small())) {
            onDisk = new StoredChain(disk.nextChainNumber(), chain.stored().name(), chain.genesis());
            durable(disk, onDisk, new LogEntry.Create(onDisk.number(), onDisk.name(), onDisk.genesis()));
            copy(chain, disk, onDisk);
        }
        try (RedoLog disk = RocksRedoLog.open(folder, StoreOptions.small())) {
            LoadedChain loaded = ChainLoader.load(disk, disk.find(onDisk.name()).orElseThrow());
            assertSame(loaded, chain.view(), "seed " + seed);
            assertThat(loaded.frontier().root()).isEqualTo(MerkleFrontier.rootOf(hashes(chain.log(), chain.stored())));
        }
    }

    /** Appends, commit by commit, what the sequencer appended to the log in memory. */
    private static void copy(DrivenChain chain, RedoLog disk, StoredChain onDisk) throws Exception {
        MerkleFrontier tree = new MerkleFrontier();
        for (DurableCommit commit : chain.published()) {
            CommitRecord record = commit.record();
            Hash hash = Statement.hash(chain.id(), record.statementBytes());
            List<LogEntry> batch = new ArrayList<>();
            batch.add(new LogEntry.Append(onDisk.number(), record, commit.events(), hash));
            for (Event event : commit.events()) {
                tree.append(event.hash(chain.id()),
                        (level, index, node) -> batch.add(new LogEntry.Nodes(onDisk.number(), level, index, node)));
            }
            durable(disk, onDisk, batch.toArray(LogEntry[]::new));
        }
    }

    private static void durable(RedoLog log, StoredChain chain, LogEntry... entries) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        log.append(chain.shard(), 0, LogBatch.of(entries), new RedoLog.Completion() {
            @Override
            public void durable() {
                done.complete(true);
            }

            @Override
            public void failed(StoreFailedException cause) {
                done.completeExceptionally(cause);
            }
        });
        assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
