package io.ate.internal.replica;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerClockTest {
    private long own = 1_000_000;
    private final ServerClock clock = new ServerClock(() -> own);

    @Test
    void clocksThatMayAgreeAreNotCorrected() {
        clock.learn(own + 20, own - 50, own + 50);
        assertThat(clock.offset()).isZero();
    }

    @Test
    void whatIsBelievedIsMovedNoFurtherThanTheServersTimeProves() {
        clock.learn(own + 10_000, own - 100, own);
        assertThat(clock.offset()).isEqualTo(10_000);
        clock.learn(own + 10_000, own - 60_000, own);
        assertThat(clock.offset()).as("a slow answer proves nothing else").isEqualTo(10_000);
        clock.learn(own - 10_000, own - 100, own);
        assertThat(clock.offset()).isEqualTo(-9_900);
    }

    @Test
    void timeGoesOnFromThereByTheOwnClock() {
        clock.learn(0, own, own);
        own += 7;
        assertThat(clock.at(own)).isEqualTo(7);
        own -= 100;
        assertThat(clock.at(own)).as("no time is before 1970").isZero();
    }

    @Test
    void whatIsNoTimeAndWhatCameBeforeItWasAskedForTeachesNothing() {
        clock.learn(Long.MAX_VALUE, own, own);
        clock.learn(own + 5_000, own, own - 1);
        assertThat(clock.offset()).isZero();
    }

    @Test
    void anEarlierRunCountsUntilTheServerHasSpoken() {
        clock.remembered(5_000);
        assertThat(clock.offset()).isEqualTo(5_000);
        clock.learn(own, own, own);
        clock.remembered(5_000);
        assertThat(clock.offset()).isZero();
    }
}
