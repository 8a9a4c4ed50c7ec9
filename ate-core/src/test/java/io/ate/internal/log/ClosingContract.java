package io.ate.internal.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A log that is closed finishes what waits, and ends what reads and appends, whatever they are at. */
interface ClosingContract extends LogUnderTest {
    @Test
    default void closingFinishesWhatWaitsAndEndsEverythingElse() {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(chain.append(log, chain.commit(10, 1000)));
        }
        assertThat(answers.getFirst().isDurable()).isTrue();
        LogReader reader = log.reader(chain.number(), 0, Reading.WHOLE);
        log.close();
        assertThat(answers).allMatch(Answer::hasCome).allMatch(Answer::isDurable);
        assertThatIllegalStateException().isThrownBy(() -> {
            while (reader.next()) {
                reader.item();
            }
            throw new IllegalStateException("ended as if all had been read");
        }).withMessage("the log is closed");
        reader.close();
        reader.close();
        log.close();
        assertThatIllegalStateException().isThrownBy(() -> log.end(chain.number()));
        assertThatIllegalStateException().isThrownBy(() -> log.read(chain.number(), 1));
        assertThatIllegalStateException().isThrownBy(() -> log.reader(chain.number(), 0, Reading.HEADERS));
        assertThatIllegalStateException().isThrownBy(() -> chain.append(log, chain.commit(1, 1)));
        assertThatIllegalStateException().isThrownBy(log::chains);
    }

    @Test
    default void readersAndAppendersInFullSwingSurviveTheClosingOfTheLog() throws Exception {
        RedoLog log = open();
        SampleChain chain = new SampleChain(log, "a", random()).createdIn(log);
        assertThat(chain.append(log, chain.commit(1000, 100), chain.commit(20, RedoLog.LARGE_PAYLOAD)).isDurable())
                .isTrue();
        CountDownLatch reading = new CountDownLatch(4);
        List<Future<?>> threads = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                threads.add(executor.submit(() -> readUntilClosed(log, chain, reading)));
            }
            threads.add(executor.submit(() -> appendUntilClosed(log, chain)));
            reading.await();
            log.close();
        }
        for (Future<?> thread : threads) {
            thread.get();
        }
    }

    private static void readUntilClosed(RedoLog log, SampleChain chain, CountDownLatch reading) {
        try {
            while (true) {
                assertThat(Logs.items(log, chain.number(), 0, Reading.WHOLE)).hasSizeGreaterThanOrEqualTo(1020);
                assertThat(log.read(chain.number(), 1010)).isPresent();
                reading.countDown();
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the log is closed");
        }
    }

    private static void appendUntilClosed(RedoLog log, SampleChain chain) {
        try {
            while (true) {
                assertThat(chain.append(log, chain.commit(1, 10)).isDurable()).isTrue();
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the log is closed");
        }
    }
}
