package io.ate.internal.log;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may append, and when those are called who may not. */
class LogRoomTest {
    private static final long HALF = LogRoom.MOST / 2;

    private final LogRoom room = new LogRoom();
    private final List<String> called = new ArrayList<>();

    @Test
    void whoComesLaterDoesNotPassByThoseWhoStandInLine() {
        room.take(LogRoom.MOST);
        assertThat(room.isThere()).isFalse();
        room.whenThere(() -> called.add("first"));
        room.give(HALF);
        assertThat(called).as("half waits still").isEmpty();
        assertThat(room.isThere()).as("room for those who came before").isFalse();
        room.whenThere(() -> called.add("second"));
        room.give(1);
        assertThat(called).containsExactly("first", "second");
        assertThat(room.isThere()).isTrue();
    }

    @Test
    void whoFindsNoRoomWhenCalledStandsInLineAheadOfThoseWhoDid() {
        room.take(LogRoom.MOST);
        room.whenThere(() -> {
            called.add("first");
            room.take(LogRoom.MOST);
        });
        room.whenThere(() -> {
            assertThat(room.isThere()).isFalse();
            room.whenThere(() -> called.add("second"));
        });
        room.give(LogRoom.MOST);
        room.whenThere(() -> called.add("first again"));
        room.give(LogRoom.MOST);
        assertThat(called).containsExactly("first", "second", "first again");
    }

    @Test
    void whoAsksAfterTheRoomHasComeBackIsCalledAtOnce() {
        room.take(LogRoom.MOST);
        room.give(LogRoom.MOST);
        room.whenThere(() -> called.add("at once"));
        assertThat(called).containsExactly("at once");
    }

    @Test
    void whoStandsInLineAgainWhenCalledIsCalledOnceMoreAndNotForEver() {
        room.take(LogRoom.MOST);
        room.whenThere(() -> room.whenThere(() -> called.add("again")));
        room.give(LogRoom.MOST);
        assertThat(called).containsExactly("again");
    }
}
