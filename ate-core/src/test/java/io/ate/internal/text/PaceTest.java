package io.ate.internal.text;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void oneLineIsWrittenInTenSecondsAndCountsThoseThatWereLeftOut() {
        AtomicLong time = new AtomicLong(Long.MAX_VALUE - SECOND); // and over
        Pace pace = new Pace(time::get);
        assertThat(pace.due()).hasValue(0);
        assertThat(pace.due()).isEmpty();
        time.addAndGet(9 * SECOND);
        assertThat(pace.due()).isEmpty();
        time.addAndGet(2 * SECOND);
        assertThat(pace.due()).hasValue(2);
        assertThat(pace.due()).isEmpty();
        time.addAndGet(100 * SECOND);
        assertThat(pace.due()).hasValue(1);
    }
}
