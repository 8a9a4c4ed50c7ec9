package io.ate.server.internal;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What monitoring is told of the server's condition. */
class PagesTest {
    private boolean ready = true;
    private boolean full;
    private boolean damaged;
    private final Pages pages = new Pages(() -> ready, () -> full, () -> damaged,
            new Scrapes(() -> "metrics", Runnable::run));

    private String answer(String path) {
        List<String> answers = new ArrayList<>();
        pages.ask(path, page -> answers.add(page.status().code() + " " + page.text().strip()));
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    @Test
    void whoeverServesIsReadyAndSaysWhatIsWrong() {
        assertThat(answer("/health/ready")).isEqualTo("200 ready");
        full = true;
        assertThat(answer("/health/ready")).startsWith("200 ready").contains("nearly full", "no commits are taken");
        damaged = true;
        assertThat(answer("/health/ready")).startsWith("200 ready").contains("damaged");
    }

    @Test
    void whoeverDoesNotServeIsAliveAndNotReady() {
        ready = false;
        assertThat(answer("/health/ready")).isEqualTo("503 not ready");
        assertThat(answer("/health/live")).isEqualTo("200 alive");
    }

    @Test
    void otherPathsSayWhereToGo() {
        assertThat(answer("/metrics")).isEqualTo("200 metrics");
        assertThat(answer("/health")).startsWith("404 ").contains("/health/ready");
    }
}
