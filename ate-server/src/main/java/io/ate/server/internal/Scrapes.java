package io.ate.server.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gathers the metrics for whoever asks. Everybody may ask, and gathering reads the disk: so all who wait get the same
 * page, and however many there are, at most one gathering is under way and one waits. Thread-safe.
 */
final class Scrapes {
    private final Supplier<String> scrape;
    private final Executor scraper;
    private final ConcurrentLinkedQueue<Consumer<String>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asked = new AtomicBoolean();

    /**
     * @param scrape gives the page as it is now
     * @param scraper runs one task after another
     */
    Scrapes(Supplier<String> scrape, Executor scraper) {
        this.scrape = scrape;
        this.scraper = scraper;
    }

    /** Gives {@code answer} a page that is no older than this call. */
    void ask(Consumer<String> answer) {
        waiting.add(answer);
        if (asked.compareAndSet(false, true)) {
            scraper.execute(this::serve);
        }
    }

    private void serve() {
        asked.set(false);
        List<Consumer<String>> those = new ArrayList<>();
        for (Consumer<String> next = waiting.poll(); next != null; next = waiting.poll()) {
            those.add(next);
        }
        if (!those.isEmpty()) {
            String page = scrape.get();
            those.forEach(each -> each.accept(page));
        }
    }
}
