package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A commit says when it was written: as long ago as it likes, and no more than five minutes from now. */
class ClockBoundTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final long BOUND = 300_000;

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final Author author = new Author(genesis, ALICE, 1);
    private final TestServer server = new TestServer(1);
    private final TestClient client = server.creator(genesis);

    private Commit note(long object) {
        return author.commit(Change.store(new PrimaryKey(1, object), "x"));
    }

    @Test
    void whatWasWrittenLongAgoOrAtMostFiveMinutesFromNowIsStored() {
        server.setClock(Change.TIME + 100L * 365 * 24 * 3_600_000);
        int old = client.commit(1, note(1));
        server.settle();
        server.setClock(Change.TIME - BOUND);
        int ahead = client.commit(1, note(2));
        server.settle();
        assertThat(client.committed(old)).isPresent();
        assertThat(client.committed(ahead)).isPresent();
    }

    @Test
    void whatWasWrittenLaterThanThatIsRefusedWithBothClocksAndLeavesNoTrace() {
        server.setClock(Change.TIME - BOUND - 1);
        int refused = client.commit(1, note(1));
        server.settle();
        assertThat(client.refusal(refused)).contains(Reason.TIME_AHEAD);
        assertThat(client.received(Rejected.class)).singleElement()
                .satisfies(rejected -> assertThat(rejected.text()).contains("2023-11-14T22:13:20Z",
                        "2023-11-14T22:08:19.999Z"))
                .satisfies(rejected -> assertThat(rejected.retryable()).isTrue());
        assertThat(server.history(genesis)).isEmpty();
    }

    @Test
    void whatWasStoredBeforeTheServersClockWasSetBackIsStillStoredWhenItIsSentAgain() {
        Commit stored = note(1);
        client.commit(1, stored);
        server.settle();
        server.setClock(0);
        int again = client.commit(1, stored);
        server.settle();
        assertThat(client.committed(again)).isPresent();
    }
}
