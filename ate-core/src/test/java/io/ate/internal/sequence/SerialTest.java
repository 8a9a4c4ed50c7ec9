package io.ate.internal.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks run one at a time, in order and all of them, whichever thread runs them. */
class SerialTest {
    private final Deque<Runnable> handedOver = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Serial serial = new Serial(handedOver::add);

    @Test
    void whatIsDoneHereIsDoneAtOnceIfNobodyIsAtWork() {
        serial.here(() -> done.add("here"));
        assertThat(done).containsExactly("here");
        assertThat(handedOver).isEmpty();
    }

    @Test
    void whatIsLeftToOthersIsNotDoneHere() {
        serial.execute(() -> done.add("there"));
        assertThat(done).isEmpty();
        serial.here(() -> done.add("behind it"));
        assertThat(done).as("nothing overtakes").isEmpty();
        handedOver.remove().run();
        assertThat(done).containsExactly("there", "behind it");
        assertThat(handedOver).isEmpty();
    }

    @Test
    void whatATaskBringsRunsAfterIt() {
        serial.here(() -> {
            serial.here(() -> done.add("second"));
            serial.execute(() -> done.add("third"));
            done.add("first");
        });
        assertThat(done).containsExactly("first", "second");
        handedOver.remove().run();
        assertThat(done).as("what is not small waits for a thread that has time")
                .containsExactly("first", "second",
                        "third");
    }

    @Test
    void whoHasOtherThingsToDoPassesTheRestOn() {
        serial.here(() -> {
            for (int i = 0; i < 1000; i++) {
                serial.execute(() -> done.add("more"));
            }
        });
        assertThat(done).hasSizeLessThan(100);
        while (!handedOver.isEmpty()) {
            handedOver.remove().run();
        }
        assertThat(done).hasSize(1000);
    }

    @Test
    void aTaskThatFailsKeepsNoOtherFromRunning() {
        serial.execute(() -> {
            throw new IllegalStateException("this one fails");
        });
        serial.execute(() -> done.add("next"));
        try {
            handedOver.remove().run();
        } catch (IllegalStateException _) {
            done.add("failed");
        }
        while (!handedOver.isEmpty()) {
            handedOver.remove().run();
        }
        assertThat(done).containsExactly("failed", "next");
    }

    @Test
    void ofManyThreadsOneIsAtWorkAtATime() throws Exception {
        int[] count = new int[1]; // written by whoever is at work: any overlap loses some
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4 * 5000);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Serial owner = new Serial(threads);
            List<Future<?>> bringers = new ArrayList<>();
            for (int bringer = 0; bringer < 4; bringer++) {
                boolean here = bringer % 2 == 0;
                bringers.add(threads.submit(() -> {
                    for (int i = 0; i < 5000; i++) {
                        Serial.Small task = () -> {
                            overlaps.addAndGet(inside.getAndIncrement());
                            count[0]++;
                            inside.decrementAndGet();
                            all.countDown();
                        };
                        if (here) {
                            owner.here(task);
                        } else {
                            owner.execute(task);
                        }
                    }
                }));
            }
            for (Future<?> each : bringers) {
                each.get();
            }
            all.await();
        }
        assertThat(overlaps).hasValue(0);
        assertThat(count[0]).isEqualTo(20_000);
    }
}
