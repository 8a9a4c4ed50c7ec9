package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.Begun;
import io.ate.internal.log.LogItem.Gap;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.tree.GoneLeaves;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Events that are cut out of a chain are gone, and what is said of them is left; all else is as it was. */
interface CutContract extends LogUnderTest {
    /** A chain with its tree, and what has to be in it. */
    final class CutChain {
        private final SampleChain chain;
        private final MerkleFrontier frontier = new MerkleFrontier();
        private final List<RootAt> roots = new ArrayList<>(List.of(RootAt.EMPTY));
        /** By the sequences at which they begin. */
        private final TreeMap<Long, LogItem> expected = new TreeMap<>();

        CutChain(RedoLog log, Random random) {
            chain = new SampleChain(log, "a", random).createdIn(log);
        }

        long end() {
            return frontier.size();
        }

        void append(RedoLog log, int count, int payloadBytes) {
            LogEntry.Append commit = chain.commit(count, payloadBytes);
            List<LogEntry> entries = new ArrayList<>(List.of(commit));
            for (Event event : commit.events()) {
                frontier.append(event.hash(chain.genesis().chainId()),
                        (level, index, hash) -> entries.add(new LogEntry.Nodes(chain.number(), level, index, hash)));
                roots.add(frontier.root());
                boolean begins = end() == commit.record().first();
                expected.put(end(),
                        new StoredEvent(end(), event, begins ? commit.record().encode() : null, false));
            }
            assertThat(chain.append(log, entries.toArray(LogEntry[]::new)).isDurable()).isTrue();
        }

        /** Cuts these events, and the gaps that they touch. */
        LogEntry.Cut cut(RedoLog log, long from, long to, @Nullable Begun begun) {
            long first = from;
            long last = to;
            for (LogItem each : expected.values()) {
                if (each instanceof Gap gap && gap.from() <= last + 1 && gap.to() >= first - 1) {
                    first = Math.min(first, gap.from());
                    last = Math.max(last, gap.to());
                }
            }
            Gap gap = new Gap(first, tree(log).gone(first - 1, last, new TreeSet<>()), List.of(), begun, List.of());
            expected.subMap(first, last + 1).clear();
            expected.put(first, gap);
            return new LogEntry.Cut(chain.number(), gap);
        }

        MerkleTree tree(RedoLog log) {
            return new MerkleTree(log.tree(chain.number()));
        }

        void assertIsIn(RedoLog log) {
            assertThat(log.end(chain.number())).isEqualTo(end());
            for (Reading reading : Reading.values()) {
                assertAre(Logs.items(log, chain.number(), 0, reading), List.copyOf(expected.values()), reading);
            }
            for (long sequence = 1; sequence <= end(); sequence++) {
                LogItem found = log.read(chain.number(), sequence).orElseThrow();
                assertAre(List.of(found), List.of(expected.floorEntry(sequence).getValue()), Reading.WHOLE);
                assertThat(log.record(chain.number(), sequence))
                        .isEqualTo(expected.floorEntry(sequence).getValue().recordOf(sequence));
            }
            for (long after = 0; after <= end(); after += 1 + end() / 97) {
                Long first = after == end() ? null : expected.floorKey(after + 1);
                assertAre(Logs.items(log, chain.number(), after, Reading.HEADERS),
                        first == null ? List.of() : List.copyOf(expected.tailMap(first).values()), Reading.HEADERS);
            }
            MerkleTree tree = tree(log);
            expected.values().forEach(each -> {
                switch (each) {
                    case StoredEvent event -> assertThat(tree.inclusionProof(event.sequence() - 1, end())
                            .verify(
                                    event.event().hash(chain.genesis().chainId()), event.sequence() - 1,
                                    frontier.root()))
                            .isTrue();
                    case Gap gap -> assertThat(tree.root(gap.to())).isEqualTo(roots.get((int) gap.to()));
                    case LogItem.Damaged _ -> throw new AssertionError(each);
                }
            });
        }

        private static void assertAre(List<LogItem> found, List<LogItem> wanted, Reading reading) {
            assertThat(found).hasSameSizeAs(wanted);
            for (int i = 0; i < found.size(); i++) {
                if (wanted.get(i) instanceof StoredEvent event) {
                    boolean bare = reading == Reading.HEADERS
                            && event.event().seal().length() >= RedoLog.LARGE_PAYLOAD;
                    Logs.assertIs(found.get(i), event.sequence(),
                            bare ? event.event().withoutPayload() : event.event(), false);
                    assertThat(((StoredEvent) found.get(i)).commitRecord()).isEqualTo(event.commitRecord());
                } else {
                    assertThat(found.get(i)).isEqualTo(wanted.get(i));
                }
            }
        }
    }

    @Test
    default void whatWasCutIsAGapForGoodAndAllElseStays() {
        RedoLog log = open();
        CutChain chain = new CutChain(log, random());
        for (int i = 0; i < 12; i++) {
            chain.append(log, 1 + i % 3, i % 4 == 0 ? RedoLog.LARGE_PAYLOAD : 50);
        }
        assertThat(chain.chain.append(log, chain.cut(log, 1, 1, null), chain.cut(log, 5, 9, null)).isDurable())
                .isTrue();
        chain.assertIsIn(log);
        assertThat(chain.chain.append(log, chain.cut(log, chain.end() - 3, chain.end() - 1, null)).isDurable())
                .isTrue();
        chain.assertIsIn(log);
        WriterRow writer = log.writer(chain.chain.number(), chain.chain.writer()).orElseThrow();
        log.reclaim(chain.chain.number());
        log.close();
        try (RedoLog again = reopen(log)) {
            chain.assertIsIn(again);
            assertThat(again.writer(chain.chain.number(), chain.chain.writer())).contains(writer);
            assertThat(again.damage()).isEmpty();
            chain.append(again, 2, 10);
            chain.assertIsIn(again);
        }
    }

    @Test
    default void aCommitThatGoesOnBehindAGapHasItsRecordThere() {
        try (RedoLog log = open()) {
            CutChain chain = new CutChain(log, random());
            chain.append(log, 1, 10);
            chain.append(log, 3, 10);
            chain.append(log, 1, 10);
            Slice record = ((StoredEvent) chain.expected.get(2L)).commitRecord();
            Begun begun = new Begun(Objects.requireNonNull(record, "of the second commit"),
                    List.of(new Subtree(0, Hash.of(new byte[Hash.BYTES])), new Subtree(1, Hash.of(new byte[32]))));
            assertThat(chain.chain.append(log, chain.cut(log, 1, 3, begun)).isDurable()).isTrue();
            chain.assertIsIn(log);
            assertThat(log.record(chain.chain.number(), 1)).isEmpty();
            assertThat(log.record(chain.chain.number(), 2)).hasValueSatisfying(
                    found -> assertThat(found.encode()).isEqualTo(record));
            assertThat(log.record(chain.chain.number(), 3)).isEmpty();
        }
    }

    @Test
    default void chainsOfWhichMostIsGoneAreAsTheyShouldBeWhateverWentInWhateverOrder() {
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed);
            RedoLog log = open();
            CutChain chain = new CutChain(log, random);
            for (int round = 0; round < 8; round++) {
                for (int i = 0; i < 40; i++) {
                    chain.append(log, 1 + random.nextInt(4), random.nextInt(40) == 0 ? RedoLog.LARGE_PAYLOAD : 20);
                }
                for (int i = random.nextInt(30); i >= 0; i--) {
                    long from = 1 + random.nextLong(chain.end() - 1);
                    long to = Math.min(chain.end() - 1, from + random.nextInt(1 << random.nextInt(9)));
                    assertThat(chain.chain.append(log, chain.cut(log, from, to, null)).isDurable()).isTrue();
                }
                chain.assertIsIn(log);
                if (round == 4) {
                    log.close();
                    log = reopen(log);
                    chain.assertIsIn(log);
                }
            }
            assertThat(chain.chain.append(log, new LogEntry.Drop(chain.chain.number())).isDurable()).isTrue();
            assertThat(Logs.items(log, chain.chain.number(), 0, Reading.WHOLE)).isEmpty();
            log.close();
        }
    }

    private static Gap gap(long from, long to) {
        return new Gap(from, new GoneLeaves(from - 1, to, List.of()), List.of(), null, List.of());
    }

    @Test
    default void noCutIsTakenThatDoesNotFit() {
        try (RedoLog log = open()) {
            CutChain chain = new CutChain(log, random());
            chain.append(log, 3, 10);
            for (long to : new long[] {3, 4}) {
                Gap gap = gap(2, to);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> chain.chain.append(log, new LogEntry.Cut(chain.chain.number(), gap)));
            }
            Gap gap = gap(1, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> chain.chain.append(log, new LogEntry.Cut(log.nextChainNumber(), gap)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> gap(0, 2));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> gap(3, 2));
            chain.assertIsIn(log);
        }
    }

    @Test
    default void whoReadsWhileEventsAreCutMeetsNoDamage() throws Exception {
        try (RedoLog log = open()) {
            CutChain chain = new CutChain(log, random());
            for (int i = 0; i < 300; i++) {
                chain.append(log, 1, i % 2 == 0 ? RedoLog.LARGE_PAYLOAD : 20);
            }
            CompletableFuture<Void> cutting = CompletableFuture.runAsync(() -> {
                for (long sequence = 1; sequence < 300; sequence += sequence % 5 == 0 ? 2 : 1) {
                    assertThat(chain.chain.append(log, chain.cut(log, sequence, sequence, null)).isDurable()).isTrue();
                }
            });
            do {
                assertThat(Logs.items(log, chain.chain.number(), 0, Reading.WHOLE))
                        .noneMatch(LogItem.Damaged.class::isInstance);
                for (long sequence = 1; sequence <= 300; sequence++) {
                    assertThat(log.read(chain.chain.number(), sequence)).get().isNotInstanceOf(LogItem.Damaged.class);
                }
            } while (!cutting.isDone());
            cutting.get();
            chain.assertIsIn(log);
            assertThat(log.damage()).isEmpty();
        }
    }

    @Test
    default void aChainWithoutItsEventsIsSmaller() {
        try (RedoLog log = open()) {
            CutChain chain = new CutChain(log, random());
            for (int i = 0; i < 2_000; i++) {
                chain.append(log, 1, 100);
            }
            long before = log.approximateSize(chain.chain.number());
            assertThat(chain.chain.append(log, chain.cut(log, 2, 1_990, null)).isDurable()).isTrue();
            log.reclaim(chain.chain.number());
            assertThat(log.approximateSize(chain.chain.number())).isLessThan(before / 20);
            chain.assertIsIn(log);
        }
    }
}
