package io.ate.internal.view;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How much of who wrote what is held in memory, and that what is not is still known. */
final class WritersTest {
    private static final ChainId CHAIN = Founding.ownedBy(Keys.of("alice")).genesis().chainId();
    private static final int MOST = 1_000;
    private static final int EACH = 200;
    private static final int WRITERS = 50;

    private final Log log = new Log();
    private final Writers writers = new Writers(CHAIN, log, MOST);
    private long end;

    /** What a store keeps of writers. */
    private static final class Log implements WriterHistory {
        private final Map<Long, CommitRecord> records = new HashMap<>();
        private final Map<WriterId, Last> last = new HashMap<>();
        private int reads;

        @Override
        public @Nullable Last last(WriterId writer) {
            return last.get(writer);
        }

        @Override
        public @Nullable CommitRecord record(long first) {
            reads++;
            return records.get(first);
        }

        private void keep(Statement statement, long first) {
            Last before = last.get(statement.writer());
            records.put(first, new CommitRecord(first, 0, before == null ? 0 : before.first(), statement,
                    statement.encode(), List.of()));
            last.put(statement.writer(), new Last(statement.number(), first, statement.count(), hash(statement)));
        }
    }

    private static Hash hash(Statement statement) {
        return Statement.hash(CHAIN, statement.encode());
    }

    private static WriterId writer(int number) {
        return new WriterId(new KeyId(1, 1), 1, number);
    }

    private static Statement statement(int writer, long number) {
        return new Statement(writer(writer), number, 1, 0, 0, Hash.of(new byte[Hash.BYTES]), List.of(new KeyId(1, 1)),
                List.of(), null, 1, Hash.of(new byte[Hash.BYTES]));
    }

    /** Admits a commit of a writer who still awaits all that he ever sent. */
    private void admit(int writer, long number) {
        Statement statement = statement(writer, number);
        assertThat(writers.standing(statement.writer(), number, hash(statement)))
                .isInstanceOf(Writers.Standing.Fresh.class);
        end++;
        writers.admitted(statement, hash(statement), end);
        log.keep(statement, end);
    }

    private void assertAllKnown(int writer) {
        for (long number = 1; number <= EACH; number++) {
            Statement sent = statement(writer, number);
            assertThat(writers.standing(sent.writer(), number, hash(sent)))
                    .isInstanceOf(Writers.Standing.Known.class);
        }
    }

    @Test
    void noMoreIsHeldThanThereIsRoomForHoweverMuchOldWritersAwait() {
        for (long number = 1; number <= EACH; number++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                admit(writer, number);
                writers.durableUpTo(end);
                assertThat(writers.size()).isLessThanOrEqualTo(MOST);
            }
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            assertAllKnown(writer);
            assertThat(writers.size()).isLessThanOrEqualTo(MOST);
        }
    }

    @Test
    void whatIsNotDurableIsHeldAndNothingElseOfItsWriter() {
        for (long number = 1; number <= EACH; number++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                admit(writer, number);
            }
            if (number == EACH - 5) {
                writers.durableUpTo(end);
            }
        }
        assertThat(writers.size()).isLessThanOrEqualTo(Math.max(MOST, WRITERS * 6));
        log.records.keySet().removeIf(first -> first > end - 5 * WRITERS); // as if it were not written
        for (int writer = 0; writer < WRITERS; writer++) {
            assertAllKnown(writer);
        }
    }

    @Test
    void noMoreIsReadForOneCommitThanIsAllowedAndWhoAsksAgainComesFurther() {
        Writers small = new Writers(CHAIN, log, Integer.MAX_VALUE);
        for (long number = 1; number <= EACH; number++) {
            for (int writer = 0; writer < 3; writer++) {
                admit(writer, number);
            }
        }
        int before = log.reads;
        small.allow(EACH + 1);
        assertThat(small.find(writer(0), 1)).isNotNull();
        assertThatExceptionOfType(TooLongAgoException.class).isThrownBy(() -> small.find(writer(1), 1));
        assertThat(log.reads - before).isLessThanOrEqualTo(EACH + 3);
        for (int attempts = 0; attempts < 2; attempts++) {
            small.allow(EACH + 1);
            assertThat(small.find(writer(1), 1)).isNotNull();
        }
        small.allow(0);
        assertThat(small.find(writer(1), 1)).isNotNull();
        assertThatExceptionOfType(TooLongAgoException.class).isThrownBy(() -> small.last(writer(2)));
    }

    @Test
    void whoWasHeardOfLastIsNotReadAgain() {
        for (long number = 1; number <= EACH; number++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                admit(writer, number);
                writers.durableUpTo(end);
            }
        }
        assertAllKnown(7);
        int reads = log.reads;
        for (long number = EACH + 1; number < Bounds.NUMBERS && writers.size() < MOST - 1; number++) {
            admit(8, number);
            writers.durableUpTo(end);
            assertAllKnown(7);
        }
        assertThat(log.reads - reads).as("but for the last of the other one").isLessThanOrEqualTo(1);
    }
}
