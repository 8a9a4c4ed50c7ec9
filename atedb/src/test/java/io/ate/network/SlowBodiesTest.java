package io.ate.network;

import io.ate.Chain;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a body takes is its own time, and none of that in which its commit is to be answered. */
final class SlowBodiesTest {
    /** For the answer, also on a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final KeyBundle alice = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final AteClient client = AteClient.create(server.address());
    private final Chain chain = client.open("example.com/alice/notes", Session.of(alice));
    private final Chain hasty = chain.within(DEADLINE);
    private final DaoRef<Note> note = chain.store(new Note("0"));

    record Note(String text) {
        Note and(String more) {
            return new Note(text + more);
        }
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        alice.close();
    }

    /** Takes longer than the deadline. */
    private static void takeLong() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(DEADLINE.plusMillis(200).toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aBodyThatIsSlowerThanTheDeadlineIsCommittedAndToldSo() throws InterruptedException {
        String told = hasty.commit(dio -> {
            dio.load(note).update(present -> present.and("1"));
            takeLong();
            return "done";
        });
        assertThat(told).isEqualTo("done");
        assertThat(chain.get(note)).isEqualTo(new Note("01"));
    }

    @Test
    void whoDoesNotWaitForTheAnswerOfASlowBodyGetsItAllTheSame() throws InterruptedException {
        var told = hasty.commitAsync(dio -> {
            dio.load(note).update(present -> present.and("1"));
            takeLong();
            return "done";
        });
        assertThat(told.join()).isEqualTo("done");
    }

    @Test
    void noBodyIsBegunAgainAfterTheDeadline() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> hasty.run(dio -> {
            Dao<Note> mine = dio.load(note);
            chain.run(other -> other.load(note).update(present -> present.and("theirs")));
            runs.incrementAndGet();
            takeLong();
            mine.update(present -> present.and("mine"));
        }));
        assertThat(runs).hasValue(1);
        assertThat(chain.get(note)).isEqualTo(new Note("0theirs"));
    }

    @Test
    void aBodyThatIsRunAgainInTimeIsToldOfItsCommitHoweverLongBothRunsTook() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        hasty.run(dio -> {
            Dao<Note> mine = dio.load(note);
            if (runs.incrementAndGet() == 1) {
                chain.run(other -> other.load(note).update(present -> present.and("theirs")));
            } else {
                takeLong();
            }
            mine.update(present -> present.and("mine"));
        });
        assertThat(chain.get(note)).isEqualTo(new Note("0theirsmine"));
    }
}
