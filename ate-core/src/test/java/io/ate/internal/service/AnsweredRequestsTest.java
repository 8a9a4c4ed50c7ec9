package io.ate.internal.service;

import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.Service;
import io.ate.Type;
import io.ate.internal.event.EphemeralTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/** Of a request that was answered it is known that it was, and nothing else. Alone, since it looks at the heap. */
@Isolated
class AnsweredRequestsTest {
    private static final int REQUESTS = 200;
    private static final int LENGTH = 200_000;

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aRequestThatWasAnsweredTakesNoMemoryHoweverFarItsDeadlineIs() {
        try (CraftedCalls calls = new CraftedCalls()) {
            Service<String, String> echo = Service.of("echo", String.class, String.class);
            try (Registration _ = calls.chain.serve(echo, _ -> "ok")) {
                PrimaryKey service = echo.in(calls.chain).key();
                String value = "x".repeat(LENGTH);
                long before = used();
                for (int i = 0; i < REQUESTS; i++) {
                    CraftedCalls.Outcome outcome = calls.send(calls.request(service, Type.of(String.class), value)
                            .deadline(calls.now() + 590_000)
                            .signed());
                    assertThat(outcome.part()).isEqualTo(EphemeralTerms.Part.ANSWER);
                }
                assertThat(used() - before).isLessThan((long) REQUESTS * LENGTH / 4);
            }
        }
    }
}
