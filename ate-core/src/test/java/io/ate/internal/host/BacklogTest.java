package io.ate.internal.host;

import io.ate.internal.protocol.ToClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whom the server reads from while much is unanswered. */
class BacklogTest {
    private static final long IN_ALL = 1_000;

    private final Intake intake = new Intake(IN_ALL);
    private boolean reading = true;
    private int woken;
    private final Backlog backlog = new Backlog(
            new Limits(8, 10, 600, 0, Long.MAX_VALUE, 500, IN_ALL, 0, 0, 0), intake, () -> woken++, new Outlet() {
                @Override
                public void send(ToClient message) {
                    throw new AssertionError("sends nothing by itself: " + message);
                }

                @Override
                public boolean isWritable() {
                    return true;
                }

                @Override
                public void read(boolean going) {
                    reading = going;
                }

                @Override
                public void close(String reason) {
                    throw new AssertionError("ends nothing: " + reason);
                }
            });

    private void wakeUp() {
        backlog.roomCame();
        backlog.resumeIfRoom();
    }

    @Test
    void whoHasTooManyBytesUnansweredIsReadFromAgainWhenHalfOfThemAreAnswered() {
        backlog.commitBegins(300);
        assertThat(reading).isTrue();
        backlog.commitBegins(300);
        assertThat(reading).isFalse();
        backlog.commitEnds(299);
        wakeUp();
        assertThat(reading).as("301 of 600 are left").isFalse();
        backlog.commitEnds(2);
        wakeUp();
        assertThat(reading).isTrue();
    }

    @Test
    void whomOthersHoldUpIsReadFromAgainWhenHalfOfAllIsAnsweredAndNotBefore() {
        intake.begins(900);
        backlog.commitBegins(200);
        assertThat(reading).isFalse();
        backlog.commitEnds(200);
        backlog.resumeIfRoom();
        assertThat(reading).as("its own is answered").isFalse();
        intake.ends(400);
        assertThat(woken).as("half is still there").isZero();
        intake.ends(1);
        assertThat(woken).isOne();
        wakeUp();
        assertThat(reading).isTrue();
    }

    @Test
    void whoIsWokenAndFindsThatOthersWereQuickerWaitsOn() {
        intake.begins(1_000);
        backlog.commitBegins(1);
        backlog.commitEnds(1);
        intake.ends(1_000);
        assertThat(woken).isOne();
        intake.begins(800);
        wakeUp();
        assertThat(reading).isFalse();
        intake.ends(800);
        assertThat(woken).isEqualTo(2);
        wakeUp();
        assertThat(reading).isTrue();
    }

    @Test
    void whoBeginsToWaitWhenThereIsRoomAlreadyIsWokenAtOnce() {
        intake.begins(400);
        intake.whenRoom(() -> woken++);
        assertThat(woken).isOne();
    }

    @Test
    void whatIsKeptForARequestCountsUntilItIsAnswered() {
        backlog.requestBegins(70);
        assertThat(intake.waiting()).isEqualTo(70);
        backlog.requestEnds(70);
        assertThat(intake.waiting()).isZero();
    }
}
