package io.ate.internal.replica;

import io.ate.internal.event.Event;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Keys;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static org.assertj.core.api.Assertions.assertThat;

final class ShownEventsTest {
    private final ShownEvents events = new ShownEvents();

    @Test
    void whatWasShownLastIsKeptHoweverMuchWasBefore() {
        String longValue = "x".repeat(60_000);
        long sequence = 0;
        for (int answer = 0; answer < 200; answer++) {
            Map<Long, Event> shown = new HashMap<>();
            for (int i = 0; i < 16; i++) {
                shown.put(++sequence, event(longValue));
            }
            events.keep(shown);
            assertThat(shown.keySet()).as("after answer %s", answer)
                    .allSatisfy(each -> assertThat(events.find(each)).isNotNull());
        }
        assertThat(events.find(1)).isNull();
    }

    @Test
    void aPayloadThatWasShownOnceStays() {
        Event whole = event("value");
        events.keep(Map.of(1L, whole));
        events.keep(Map.of(1L, whole.withoutPayload()));
        assertThat(events.find(1)).isEqualTo(whole);
    }

    private static Event event(String value) {
        return Change.store(object(1), value).by(Keys.of("alice").id());
    }
}
