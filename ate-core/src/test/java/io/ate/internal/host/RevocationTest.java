package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may not read a chain any more is sent nothing of what comes after. */
class RevocationTest extends AlicesChainTest {
    @ParameterizedTest
    @MethodSource("seeds")
    void nothingBehindItsRevocationReachesASubscriber(long seed) {
        TestServer racing = new TestServer(seed);
        Random random = new Random(seed);
        TestClient owner = racing.connect();
        TestClient reader = racing.connect();
        owner.open(1, genesis, true);
        racing.settle();
        owner.prove(1, ALICE, genesis.chainId());
        reader.open(1, genesis, false);
        racing.settle();
        reader.prove(1, BOB, genesis.chainId());
        racing.settle();
        Author writer = new Author(genesis, ALICE, 2);
        owner.commit(1, writer.commit(Change.store(NOTE, "before")));
        racing.run(random.nextInt(20));
        owner.commit(1, writer.commit(Change.putZero(Rule.ownedBy(ALICE))));
        for (int i = 0; i < 5; i++) {
            racing.run(random.nextInt(8));
            owner.commit(1, writer.commit(Change.put(NOTE).value("after " + i)));
            reader.credit(1, 1000);
        }
        racing.settle();
        assertThat(owner.stream(1).position()).isEqualTo(7);
        assertThat(reader.closed(1)).as("seed %s", seed).containsExactly(Reason.NO_READ_AUTHORITY);
        assertThat(reader.stream(1).position()).as("seed %s: the revocation itself is the last it sees", seed)
                .isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoEndsItsOwnRightIsToldSoAfterTheAnswersToAllThatItSent(long seed) {
        TestServer racing = new TestServer(seed);
        Random random = new Random(seed);
        TestClient owner = owner(racing);
        Author writer = new Author(genesis, ALICE, 2);
        List<Integer> requests = new ArrayList<>();
        requests.add(owner.commit(1, writer.commit(Change.putZero(Rule.ownedBy(BOB)))));
        for (int i = 0; i < 3; i++) {
            racing.run(random.nextInt(6));
            owner.credit(1, 1000);
            if (random.nextBoolean()) {
                requests.add(owner.commit(1, writer.commit(Change.store(NOTE, "not hers any more"))));
            }
        }
        racing.settle();

        assertThat(owner.committed(requests.getFirst())).as("seed %s", seed).isPresent();
        assertThat(owner.closed(1)).as("seed %s", seed).containsExactly(Reason.NO_READ_AUTHORITY);
        List<Integer> before = owner.received()
                .stream()
                .takeWhile(each -> !(each instanceof Closed))
                .map(each -> switch (each) {
                    case Committed committed -> committed.request();
                    case Rejected rejected -> rejected.request();
                    default -> 0;
                })
                .toList();
        long answers = owner.received().stream().filter(Committed.class::isInstance).count();
        assertThat(before).as("seed %s", seed).contains(requests.getFirst());
        assertThat(answers).as("seed %s", seed).isEqualTo(1);
    }

    @Test
    void whoseRuleIsTakenAwaySubscribesNoMore() {
        TestClient carol = carolWhoMayRead(NOTE);
        alice.commit(1, author.commit(Change.put(NOTE).ruled(Rule.inherited())));
        alice.commit(1, author.commit(Change.put(NOTE).value("for Alice and Bob")));
        server.settle();
        assertThat(carol.closed(1)).containsExactly(Reason.NO_READ_AUTHORITY);
        assertThat(carol.stream(1).position()).isLessThan(5);
    }

    @Test
    void aRuleBelowWhatIsDeletedNamesNobodyAnyMore() {
        PrimaryKey below = new PrimaryKey(1, 2);
        alice.commit(1, author.commit(Change.put(below).under(NOTE).value("page")));
        TestClient carol = carolWhoMayRead(below);
        assertThat(carol.stream(1).position()).isEqualTo(4);
        alice.commit(1, author.commit(Change.delete(NOTE)));
        server.settle();
        assertThat(carol.closed(1)).containsExactly(Reason.NO_READ_AUTHORITY);
    }
}
