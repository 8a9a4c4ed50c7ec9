package io.ate.internal.log;

import io.ate.internal.log.KeptRow.Kept;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is kept for a chain is shown place by place until it is removed. */
interface KeptContract extends LogUnderTest {
    /** As long as one row gets. */
    int LARGEST = 20 << 20;

    private Kept row(long place, int length) {
        return new Kept(place, Slice.of(SampleChain.bytes(random(), length)));
    }

    private static LogEntry keep(SampleChain chain, Kept row) {
        return new LogEntry.Keep(chain.number(), row.place(), row.content());
    }

    private static LogEntry unkeep(SampleChain chain, long place) {
        return new LogEntry.Unkeep(chain.number(), place);
    }

    @Test
    default void whatIsKeptIsShownInTheOrderOfItsPlaces() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        SampleChain next = new SampleChain(log, "b", random()).createdIn(log);
        List<Kept> rows = List.of(row(1, 0), row(2, 10), row(255, 10), row(256, 10), row(1L << 40, 10),
                row(Long.MAX_VALUE - 1, 10));
        Kept others = row(3, 10);
        rows.reversed().forEach(each -> chain.append(log, keep(chain, each)));
        assertThat(next.append(log, keep(next, others)).isDurable()).isTrue();
        assertThat(Logs.kept(log, chain.number())).isEqualTo(rows);
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(Logs.kept(again, chain.number())).isEqualTo(rows);
            assertThat(Logs.kept(again, next.number())).containsExactly(others);
        }
    }

    @Test
    default void whatIsKeptIsReplacedAndRemoved() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        Kept replaced = row(2, 20);
        Kept last = row(5, 20);
        chain.append(log, keep(chain, row(1, 10)), keep(chain, row(2, 10)), keep(chain, row(3, 10)));
        assertThat(chain.append(log, keep(chain, row(4, 10))).isDurable()).isTrue();
        chain.append(log, unkeep(chain, 1), keep(chain, replaced), unkeep(chain, 7));
        chain.append(log, unkeep(chain, 3));
        assertThat(chain.append(log, unkeep(chain, 4), unkeep(chain, 4), keep(chain, row(5, 10)), unkeep(chain, 5),
                keep(chain, last)).isDurable()).isTrue();
        assertThat(Logs.kept(log, chain.number())).containsExactly(replaced, last);
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(Logs.kept(again, chain.number())).containsExactly(replaced, last);
            assertThat(chain.append(again, unkeep(chain, 2), unkeep(chain, 5)).isDurable()).isTrue();
            assertThat(Logs.kept(again, chain.number())).isEmpty();
        }
    }

    @Test
    default void whatIsKeptOrRemovedIsShownOnceThatIsDurable() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            Kept first = row(1, 10);
            Kept second = row(2, 10);
            assertThat(chain.append(log, keep(chain, first)).isDurable()).isTrue();
            gate.hold();
            Answer answer = chain.append(log, keep(chain, second), unkeep(chain, 1));
            gate.awaitWrite();
            List<KeptRow> before = Logs.kept(log, chain.number());
            gate.letPass(); // also where an assertion fails, since the log waits for it when it is closed
            assertThat(before).containsExactly(first);
            assertThat(answer.isDurable()).isTrue();
            assertThat(Logs.kept(log, chain.number())).containsExactly(second);
        }
    }

    @Test
    default void whoeverIsShownARowMayAppendAndSeesWhatWasThereAtTheBeginning() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            List<Kept> rows = List.of(row(1, 10), row(2, 10), row(3, 10));
            rows.forEach(each -> chain.append(log, keep(chain, each)).isDurable());
            List<KeptRow> seen = new ArrayList<>();
            log.kept(chain.number(), each -> {
                seen.add(each);
                assertThat(chain.append(log, unkeep(chain, 1), unkeep(chain, 2), unkeep(chain, 3),
                        keep(chain, row(4, 10))).isDurable()).isTrue();
            });
            assertThat(seen).isEqualTo(rows);
            assertThat(Logs.kept(log, chain.number())).hasSize(1);
        }
    }

    @Test
    default void aVisitorThatThrowsEndsItsOwnVisitAlone() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            assertThat(chain.append(log, keep(chain, row(1, 10)), keep(chain, row(2, 10))).isDurable()).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> log.kept(chain.number(), _ -> {
                throw new IllegalStateException("enough");
            })).withMessage("enough");
            assertThat(Logs.kept(log, chain.number())).hasSize(2);
        }
    }

    @Test
    default void whatIsKeptMayBeLargeAndCountsInTheSizeOfTheChain() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        List<Kept> rows = List.of(row(1, LARGEST), row(2, 10), row(3, LARGEST));
        rows.forEach(each -> assertThat(chain.append(log, keep(chain, each)).isDurable()).isTrue());
        assertThat(Logs.kept(log, chain.number())).isEqualTo(rows);
        log.close();
        try (RedoLog again = reopen(log)) {
            assertThat(Logs.kept(again, chain.number())).isEqualTo(rows);
            assertThat(again.approximateSize(chain.number())).isBetween(2L * LARGEST, 3L * LARGEST);
        }
    }

    @Test
    default void whatWaitsToBeKeptCountsAsLargeAsItIs() {
        Gate gate = new Gate();
        try (RedoLog log = open(gate)) {
            SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
            gate.hold();
            Answer answer = chain.append(log, keep(chain, row(1, 1 << 20)), unkeep(chain, 2));
            gate.awaitWrite();
            long waiting = log.statistics().waitingBytes();
            gate.letPass();
            assertThat(waiting).isBetween((1L << 20) + 2, (1L << 20) + 1000);
            assertThat(answer.isDurable()).isTrue();
        }
    }

    @Test
    default void whatHasNoChainOrNoPlaceIsRefusedAtTheDoor() {
        try (RedoLog log = open()) {
            SampleChain chain = new SampleChain(log, "a", random());
            assertRefused(log, chain, keep(chain, row(1, 10)));
            assertRefused(log, chain, unkeep(chain, 1));
            chain.createdIn(log);
            for (long place : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
                assertRefused(log, chain, keep(chain, row(place, 10)));
                assertRefused(log, chain, unkeep(chain, place));
            }
            assertThat(chain.append(log, keep(chain, row(1, 10))).isDurable()).isTrue();
            assertThat(Logs.kept(log, chain.number())).hasSize(1);
        }
    }

    private static void assertRefused(RedoLog log, SampleChain chain, LogEntry entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append(chain.shard(), 1, LogBatch.of(entry), new Answer()));
    }
}
