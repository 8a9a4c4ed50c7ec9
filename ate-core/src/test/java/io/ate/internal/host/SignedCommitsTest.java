package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.protocol.ShownEvent;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.MalformedException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which commit an event is part of, found by reading no more of the log than that takes. */
class SignedCommitsTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final int LONG = 300;

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().openToEveryone().genesis();
    private final TestServer server = new TestServer(3);
    private final TestClient alice = server.creator(genesis);
    private final Author author = new Author(genesis, ALICE, 1);

    /** Sequences 1 to 300 are of one commit that is not signed, 301 to 600 of one that is, 601 of a short one. */
    @BeforeEach
    void threeCommits() {
        alice.prove(1, ALICE, genesis.chainId());
        server.settle();
        alice.commit(1, author.commit(objects(0)));
        alice.commit(1, author.draft(objects(LONG)).signed().commit());
        alice.commit(1, author.commit(Change.store(new PrimaryKey(2, 1), "x")));
        server.settle();
        assertThat(server.history(genesis)).hasSize(2 * LONG + 1);
    }

    private static Change[] objects(int from) {
        return IntStream.range(from, from + LONG)
                .mapToObj(each -> Change.store(new PrimaryKey(1, each), "x"))
                .toArray(Change[]::new);
    }

    private SignedCommits reading(int most) {
        return new SignedCommits(server.log(), number(), genesis.chainId(), most);
    }

    private long number() {
        return server.chainNumber(genesis.record().name());
    }

    @Test
    void ofACommitThatIsNotSignedNothingBehindItsBeginningIsRead() throws TooMuchException {
        assertThat(reading(1).of(1)).isNull();
        assertThat(reading(16).of(10)).as("the beginning is looked for").isNull();
        SignedCommits once = reading(1);
        for (int sequence = 1; sequence <= LONG; sequence++) {
            assertThat(once.of(sequence)).as("found once").isNull();
        }
    }

    @Test
    void anEventIsProvenToBePartOfItsSignedCommit() throws TooMuchException, MalformedException {
        for (long sequence : new long[] {LONG + 1, LONG + 20, 2 * LONG - 1, 2 * LONG}) {
            ShownEvent.Signed shown = Objects.requireNonNull(reading(SignedCommits.MOST).of(sequence));
            CommitRecord record = CommitRecord.decode(shown.record());
            RootAt root = new RootAt(record.statement().count(), record.statement().root());
            assertThat(record.first()).isEqualTo(LONG + 1);
            assertThat(shown.proof().verify(event(sequence).hash(genesis.chainId()), sequence - record.first(), root))
                    .as("sequence %s", sequence)
                    .isTrue();
        }
        assertThat(reading(SignedCommits.MOST).of(2 * LONG + 1)).as("behind it").isNull();
    }

    private Event event(long sequence) {
        try (LogReader reader = server.log().reader(number(), sequence - 1, Reading.HEADERS)) {
            assertThat(reader.next()).isTrue();
            return reader.event().event();
        }
    }

    @Test
    void whatTakesMoreThanMayBeReadIsRefused() {
        assertThatExceptionOfType(TooMuchException.class).isThrownBy(() -> reading(LONG - 1).of(LONG + 1));
        assertThatExceptionOfType(TooMuchException.class).isThrownBy(() -> reading(100).of(LONG));
    }
}
