package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.tree.LeafVisitor;
import io.ate.internal.tree.TreeNodes;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests ask of a log. Stateless. */
final class Logs {
    private Logs() {}

    static List<LogItem> items(RedoLog log, long chain, long after, Reading reading) {
        List<LogItem> items = new ArrayList<>();
        try (LogReader reader = log.reader(chain, after, reading)) {
            while (reader.next()) {
                items.add(reader.item());
            }
        }
        return items;
    }

    /** The event hashes of these leaves, all of which are there. */
    static List<Hash> leaves(TreeNodes tree, long from, long to) {
        List<Hash> hashes = new ArrayList<>();
        tree.leaves(from, to, new LeafVisitor() {
            @Override
            public void event(Hash eventHash) {
                hashes.add(eventHash);
            }

            @Override
            public void subtree(int level, Hash root) {
                throw new AssertionError("a subtree of level " + level + " where nothing has gone");
            }
        });
        return hashes;
    }

    static List<KeptRow> kept(RedoLog log, long chain) {
        List<KeptRow> rows = new ArrayList<>();
        log.kept(chain, rows::add);
        return rows;
    }

    /** Asserts that the chain consists of exactly these commits. */
    static void assertHolds(RedoLog log, SampleChain chain, List<LogEntry.Append> commits) {
        long sequence = 0;
        try (LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE)) {
            for (LogEntry.Append commit : commits) {
                for (Event event : commit.events()) {
                    sequence++;
                    assertThat(reader.next()).as("sequence %s is there", sequence).isTrue();
                    assertIs(reader.item(), sequence, event);
                    assertThat(reader.event().beginning().isPresent())
                            .isEqualTo(sequence == commit.record().first());
                    reader.event().beginning().ifPresent(found -> assertThat(found).isEqualTo(commit.record()));
                }
            }
            assertThat(reader.next()).as("nothing behind %s", sequence).isFalse();
        }
        assertThat(log.end(chain.number())).isEqualTo(sequence);
    }

    static void assertIs(LogItem item, long sequence, Event event) {
        assertIs(item, sequence, event, !event.hasPayload());
    }

    /** @param bare whether the log has it without its payload */
    static void assertIs(LogItem item, long sequence, Event event, boolean bare) {
        assertThat(item).isInstanceOfSatisfying(StoredEvent.class, stored -> {
            assertThat(stored.sequence()).isEqualTo(sequence);
            assertThat(encoded(stored.event())).isEqualTo(encoded(event));
            assertThat(stored.event().isWhole()).isEqualTo(event.isWhole());
            assertThat(stored.bare()).isEqualTo(bare);
        });
    }

    private static Slice encoded(Event event) {
        WireWriter out = new WireWriter();
        if (event.hasPayload()) {
            event.write(out);
        } else {
            event.writeWithoutPayload(out);
        }
        return out.toSlice();
    }
}
