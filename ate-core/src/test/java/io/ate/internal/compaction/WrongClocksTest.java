package io.ate.internal.compaction;

import io.ate.CompactionPolicy;
import io.ate.internal.extension.Compactors;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Compaction where clocks differ, are set, or count to numbers that nobody lives to see. */
final class WrongClocksTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long MINUTE = 60_000;
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private final MemoryRedoLog log = new MemoryRedoLog();

    @AfterEach
    void close() {
        log.close();
    }

    private Growth growth(Duration time, Duration recent) {
        var genesis = Founding.ownedBy(Keys.of("alice")).genesis();
        Growth growth = new Growth(
                new CompactionRules(new CompactionPolicy.Auto(1, 1, time, recent), Compactors.NONE), log,
                new StoredChain(log.nextChainNumber(), genesis.record().name(), genesis));
        assertThat(growth.begins(0)).as("which measures what is there: nothing").isFalse();
        return growth;
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        Growth growth = growth(Duration.ofHours(1), Duration.ZERO);
        growth.by(10);
        assertThat(growth.begins(10 * DAY)).isTrue();
        var _ = growth.ended(10 * DAY, 0);
        assertThat(growth.begins(10 * DAY)).as("nothing has come").isFalse();
        growth.by(10);
        assertThat(growth.begins(DAY)).isTrue();
    }

    @Test
    void norDoesItWhereSomethingWasLeftForItsYouth() {
        Growth growth = growth(Duration.ofHours(1), Duration.ofMinutes(5));
        growth.by(10);
        assertThat(growth.begins(10 * DAY)).isTrue();
        var _ = growth.ended(10 * DAY, 10);
        assertThat(growth.begins(10 * DAY + 4 * MINUTE)).isFalse();
        assertThat(growth.begins(DAY)).isFalse();
        assertThat(growth.begins(DAY + 4 * MINUTE)).isFalse();
        assertThat(growth.begins(DAY + 5 * MINUTE)).isTrue();
    }

    @Test
    void durationsThatNeverEndAreWaitedForInPeace() {
        Growth bySize = growth(FOR_EVER, Duration.ZERO);
        bySize.by(1);
        assertThat(bySize.begins(2 * DAY)).isTrue();

        Growth keeping = growth(Duration.ofHours(1), FOR_EVER);
        keeping.by(1);
        assertThat(keeping.begins(DAY)).isTrue();
        var _ = keeping.ended(DAY, 1);
        keeping.by(1);
        assertThat(keeping.begins(1_000 * DAY)).isFalse();
    }

    @Test
    void howOldACommitIsDoesNotFollowFromTheClockHere() {
        AtomicLong here = new AtomicLong(100 * DAY);
        AdmissionClock admissions = new AdmissionClock(here::get);
        assertThat(admissions.now()).as("nothing else is known").isEqualTo(100 * DAY);

        admissions.admitted(DAY);
        assertThat(admissions.now()).isEqualTo(DAY);
        here.addAndGet(MINUTE);
        assertThat(admissions.now()).isEqualTo(DAY + MINUTE);

        here.set(50 * DAY);
        assertThat(admissions.now()).as("set back").isEqualTo(DAY);
        admissions.admitted(DAY + 2 * MINUTE);
        here.addAndGet(MINUTE);
        assertThat(admissions.now()).isEqualTo(DAY + 3 * MINUTE);
    }
}
