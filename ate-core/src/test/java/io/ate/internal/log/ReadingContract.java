package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.tree.MemoryTreeNodes;
import io.ate.internal.wire.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What was appended comes back as it was, whole or in part, in order or one by one. */
interface ReadingContract extends LogUnderTest {
    @Test
    default void readingBeginsBehindAnySequence() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            LogEntry.Append commit = chain.commit(700, 10);
            assertThat(chain.append(log, commit).isDurable()).isTrue();
            for (long after : new long[] {0, 1, 255, 256, 257, 699, 700, 701, 5000}) {
                assertThat(Logs.items(log, chain.number(), after, Reading.WHOLE))
                        .hasSize((int) Math.max(0, 700 - after))
                        .allSatisfy(item -> assertThat(((StoredEvent) item).sequence()).isGreaterThan(after));
            }
        }
    }

    @Test
    default void headersComeWithoutLargePayloads() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            assertThat(chain
                    .append(log, chain.commit(1, RedoLog.LARGE_PAYLOAD - 1), chain.commit(1, RedoLog.LARGE_PAYLOAD))
                    .isDurable()).isTrue();
            List<LogItem> headers = Logs.items(log, chain.number(), 0, Reading.HEADERS);
            assertThat(((StoredEvent) headers.get(1)).event().hasPayload()).isFalse();
            assertThat(headers).hasSize(2);
            List<LogItem> whole = Logs.items(log, chain.number(), 0, Reading.WHOLE);
            assertThat(whole).allMatch(item -> ((StoredEvent) item).event().hasPayload());
        }
    }

    @Test
    default void whatIsStoredWithoutItsPayloadComesBackWithoutIt() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            LogEntry.Append whole = chain.commit(2, 100);
            LogEntry.Append large = chain.commit(1, RedoLog.LARGE_PAYLOAD);
            assertThat(chain.append(log, bare(whole), bare(large), chain.commit(1, RedoLog.LARGE_PAYLOAD)).isDurable())
                    .isTrue();
            for (Reading reading : Reading.values()) {
                List<LogItem> items = Logs.items(log, chain.number(), 0, reading);
                assertThat(items).hasSize(4);
                for (LogItem item : items.subList(0, 3)) {
                    assertThat(((StoredEvent) item).event().hasPayload()).isFalse();
                }
                assertThat(((StoredEvent) items.getFirst()).event().seal())
                        .isEqualTo(whole.events().getFirst().seal());
                assertThat(((StoredEvent) items.getLast()).event().hasPayload()).isEqualTo(reading == Reading.WHOLE);
            }
            assertThat(log.read(chain.number(), 3)).hasValueSatisfying(
                    item -> assertThat(((StoredEvent) item).event().hasPayload()).isFalse());
        }
    }

    private static LogEntry.Append bare(LogEntry.Append whole) {
        return new LogEntry.Append(whole.chain(), whole.record(),
                whole.events().stream().map(Event::withoutPayload).toList(), whole.statementHash());
    }

    @Test
    default void singleEventsAndRecordsAreFoundByTheirSequence() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            LogEntry.Append first = chain.commit(2, 100);
            LogEntry.Append second = chain.commit(1, RedoLog.LARGE_PAYLOAD);
            assertThat(chain.append(log, first, second).isDurable()).isTrue();
            long number = chain.number();
            assertThat(log.read(number, 2)).hasValueSatisfying(item -> Logs.assertIs(item, 2, first.events().get(1)));
            assertThat(log.read(number, 3)).hasValueSatisfying(item -> Logs.assertIs(item, 3, second.events().get(0)));
            assertThat(log.read(number, 0)).isEmpty();
            assertThat(log.read(number, 4)).isEmpty();
            assertThat(log.record(number, 1)).contains(first.record());
            assertThat(log.record(number, 2)).isEmpty();
            assertThat(log.record(number, 3)).contains(second.record());
            assertThat(log.record(number, 4)).isEmpty();
        }
    }

    @Test
    default void theTableOfWritersHasTheLastCommitOfEach() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            LogEntry.Append last = chain.commit(3, 10);
            for (int i = 0; i < 10; i++) {
                chain.append(log, last);
                last = chain.commit(3, 10);
            }
            assertThat(chain.append(log, last).isDurable()).isTrue();
            WriterRow row = new WriterRow(11, 31, 33, last.statementHash());
            assertThat(log.writer(chain.number(), chain.writer())).contains(row);
            Map<WriterId, WriterRow> all = new HashMap<>();
            log.writers(chain.number(), null, (writer, each) -> all.put(writer, each) == null);
            assertThat(all).containsExactly(Map.entry(chain.writer(), row));
            assertThat(log.writer(chain.number(), new WriterId(chain.writer().key(), 1, 2))).isEmpty();
        }
    }

    @Test
    default void theLastNoteOfANameIsKept() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.of(new byte[] {1})));
        chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.of(new byte[] {2})));
        assertThat(chain.append(log, new LogEntry.Note(chain.number(), "epoch", Slice.empty())).isDurable()).isTrue();
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(again.note(chain.number(), "head")).isEqualTo(Slice.of(new byte[] {2}));
            assertThat(again.note(chain.number(), "epoch")).isEqualTo(Slice.empty());
            assertThat(again.note(chain.number(), "hea")).isNull();
        }
    }

    @Test
    default void theTreeHasStoredNodesAndTheHashesOfEvents() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            MemoryTreeNodes expected = new MemoryTreeNodes();
            for (int i = 0; i < 6; i++) {
                LogEntry.Append commit = chain.commit(100, 5);
                commit.events().forEach(event -> expected.append(event.hash(chain.genesis().chainId())));
                chain.append(log, commit);
            }
            assertThat(chain.append(log, new LogEntry.Nodes(chain.number(), 8, 0, expected.node(8, 0)),
                    new LogEntry.Nodes(chain.number(), 8, 1, expected.node(8, 1))).isDurable()).isTrue();
            var tree = log.tree(chain.number());
            assertThat(tree.node(8, 1)).isEqualTo(expected.node(8, 1));
            assertThat(Logs.leaves(tree, 512, 600)).isEqualTo(Logs.leaves(expected, 512, 600));
            assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> tree.node(9, 0));
        }
    }

    @Test
    default void aReaderThatWasClosedEnds() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            assertThat(chain.append(log, chain.commit(10, 10)).isDurable()).isTrue();
            LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE);
            assertThat(reader.next()).isTrue();
            reader.close();
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    default void aReaderSeesWhatWasDurableWhenItWasMadeAlsoAfterADrop() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            assertThat(chain.append(log, chain.commit(3, 10)).isDurable()).isTrue();
            try (LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE)) {
                assertThat(chain.append(log, chain.commit(3, 10)).isDurable()).isTrue();
                assertThat(chain.append(log, new LogEntry.Drop(chain.number())).isDurable()).isTrue();
                int shown = 0;
                while (reader.next()) {
                    reader.event();
                    shown++;
                }
                assertThat(shown).isIn(0, 3);
            }
        }
    }
}
