package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Delays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OverdueTest {
    private static final Deadline PAST = Deadline.in(Duration.ZERO);
    private static final Deadline SOON = Deadline.in(Duration.ofMinutes(1));
    private static final Deadline LATE = Deadline.in(Duration.ofHours(1));

    private final List<Timer> timers = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final Overdue overdue = new Overdue(this::after);

    private record Timer(long millis, Runnable task) {}

    private Delays.Pending after(long millis, Runnable task) {
        Timer timer = new Timer(millis, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    private void watch(String name, Deadline deadline, CompletableFuture<Long> answer) {
        overdue.watch(answer, deadline, () -> ended.add(name));
    }

    private void watch(String name, Deadline deadline) {
        watch(name, deadline, new CompletableFuture<>());
    }

    private void comesDue() {
        timers.removeFirst().task.run();
    }

    @Test
    void oneTimerStandsForAllThatWait() {
        for (int i = 0; i < 1000; i++) {
            watch("one of many", LATE, CompletableFuture.completedFuture(0L));
        }
        watch("late", LATE);
        assertThat(timers).hasSize(1);
        watch("soon", SOON);
        assertThat(timers).singleElement().satisfies(timer -> assertThat(timer.millis).isLessThan(120_000));
    }

    @Test
    void onlyWhatIsOverdueAndNotAnsweredIsEnded() {
        CompletableFuture<Long> answered = new CompletableFuture<>();
        watch("answered", PAST, answered);
        watch("first", PAST);
        watch("soon", SOON);
        watch("second", PAST);
        answered.complete(1L);
        comesDue();
        assertThat(ended).containsExactly("first", "second");
        assertThat(timers).as("for what still waits").hasSize(1);
    }

    @Test
    void noTimerIsSetAgainOnceAllIsAnswered() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        watch("answered", SOON, answer);
        answer.complete(1L);
        overdue.forgetAnswered();
        comesDue();
        assertThat(ended).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void nothingIsLeftBehindOnceItIsClosed() {
        watch("first", SOON);
        overdue.close();
        watch("after the end", SOON);
        assertThat(timers).isEmpty();
    }
}
