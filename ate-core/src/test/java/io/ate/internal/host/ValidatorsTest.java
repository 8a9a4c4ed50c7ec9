package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.extension.ProposedCommit;
import io.ate.extension.Validator;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A validator refuses, last of all, and changes nothing else: whenever it answers. */
class ValidatorsTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys MALLORY = Keys.of("mallory");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    private static Optional<String> noJokes(ProposedCommit commit) {
        return commit.events().stream().anyMatch(event -> event.type().equals("joke")) ? Optional.of("no jokes here")
                : Optional.empty();
    }

    private static TestServer server(long seed, Validator... validators) {
        return new TestServer(seed, List.of(validators));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatItRefusesLeavesNoTraceAndAllElseIsStoredInOrder(long seed) {
        Random random = new Random(seed);
        SignedGenesis genesis = random.nextBoolean() ? Founding.ownedBy(ALICE).openToEveryone().genesis()
                : Founding.ownedBy(ALICE).centralized().openToEveryone().genesis();
        TestServer server = server(seed, _ -> Optional.empty(), ValidatorsTest::noJokes);
        TestClient client = server.creator(genesis);
        client.prove(1, ALICE, genesis.chainId());
        server.settle();
        Author author = new Author(genesis, ALICE, 1);
        List<Integer> requests = new ArrayList<>();
        List<Boolean> jokes = new ArrayList<>();
        while (requests.size() < 40) {
            List<Commit> together = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                boolean joke = random.nextInt(3) == 0;
                Change change = Change.store(new PrimaryKey(1, jokes.size() + 1), "x");
                together.add(author.commit(joke ? change.typed("joke") : change));
                jokes.add(joke);
            }
            int before = requests.size();
            client.commit(1, together);
            for (int i = 0; i < together.size(); i++) {
                requests.add(client.lastRequest() - together.size() + 1 + i);
            }
            assertThat(requests).hasSize(before + together.size());
            server.run(random.nextInt(30));
        }
        server.settle();
        long next = 1;
        for (int i = 0; i < requests.size(); i++) {
            int request = requests.get(i);
            if (jokes.get(i)) {
                assertThat(client.refusal(request)).as("seed %s, commit %s", seed, i).contains(Reason.VALIDATOR);
            } else {
                long expected = next++;
                assertThat(client.committed(request)).as("seed %s, commit %s", seed, i)
                        .hasValueSatisfying(answer -> assertThat(answer.first()).isEqualTo(expected));
            }
        }
        assertThat(server.history(genesis)).as("seed %s", seed).hasSize((int) next - 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverElseIsWrongIsToldInItsPlace(long seed) {
        SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
        TestServer server = server(seed, _ -> Optional.of("nothing at all"));
        TestClient client = server.creator(genesis);
        server.settle();
        int stranger = client.commit(1, new Author(genesis, MALLORY, 1).commit(
                Change.publish(MALLORY.publicKeys()), Change.store(new PrimaryKey(1, 1), "x")));
        int missing = client.commit(1, new Author(genesis, ALICE, 1).commit(Change.delete(new PrimaryKey(1, 2))));
        int fine = client.commit(1, new Author(genesis, ALICE, 2).commit(Change.store(new PrimaryKey(1, 3), "x")));
        server.settle();
        assertThat(client.refusal(stranger)).as("seed %s", seed).contains(Reason.NO_WRITE_AUTHORITY);
        assertThat(client.refusal(missing)).as("seed %s", seed).contains(Reason.NO_SUCH_OBJECT);
        assertThat(client.refusal(fine)).as("seed %s", seed).contains(Reason.VALIDATOR);
        assertThat(server.history(genesis)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasStoredBeforeIsStoredAndWhoAsksAgainForARefusalIsToldItsReason(long seed) {
        SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
        AtomicBoolean strict = new AtomicBoolean();
        TestServer server = server(seed, commit -> strict.get() ? noJokes(commit) : Optional.empty());
        TestClient client = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        Commit early = author.commit(Change.store(new PrimaryKey(1, 1), "x").typed("joke"));
        client.commit(1, early);
        server.settle();
        strict.set(true);
        Commit late = author.commit(Change.store(new PrimaryKey(1, 2), "x").typed("joke"));
        client.commit(1, late);
        client.commit(1, author.commit(Change.store(new PrimaryKey(1, 3), "x")));
        server.settle();
        int storedBefore = client.commit(1, early);
        int refusedBefore = client.commit(1, late);
        server.settle();
        assertThat(client.committed(storedBefore)).as("seed %s", seed)
                .hasValueSatisfying(answer -> assertThat(answer.first()).isOne());
        assertThat(client.refusal(refusedBefore)).as("seed %s", seed).contains(Reason.VALIDATOR);
        assertThat(server.history(genesis)).hasSize(2);
    }
}
