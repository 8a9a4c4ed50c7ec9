package io.ate.internal.text;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"PT0S, 0 s", "PT0.1S, 100 ms", "PT1S, 1 s", "PT1.5S, 1.5 s", "PT59.96S, 60.0 s", "PT30S, 30 s",
        "PT5M, 5 min", "PT5M6S, 5 min 6 s", "PT1H2M5S, 1 h 2 min", "P3DT4H, 3 d 4 h", "P100D, 100 d",
        "PT-1S, -1 s", "PT0.000000005S, 5 ns",
        "PT-9223372036854775808S, -106751991167300 d 15 h"})
    void aDurationIsToldInTheUnitsInWhichPeopleThink(Duration duration, String told) {
        assertThat(Durations.text(duration)).isEqualTo(told);
    }
}
