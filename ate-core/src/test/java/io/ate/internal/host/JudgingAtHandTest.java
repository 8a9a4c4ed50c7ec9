package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Draft;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections share few threads: what has to be read before a commit can be judged is read by none of them. */
class JudgingAtHandTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final int COMMITS = 300;

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().openToEveryone().genesis();
    private final Author author = new Author(genesis, ALICE, 1);
    private final MemoryRedoLog store = MemoryRedoLog.manual(WriteFaults.NONE);
    private final TroubledLog log = new TroubledLog(store);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private TestServer server(long seed) {
        return new TestServer(seed, Limits.DEFAULT, store, _ -> log);
    }

    private TestClient alice(TestServer server) {
        TestClient alice = server.creator(genesis);
        alice.prove(1, ALICE, genesis.chainId());
        server.settle();
        return alice;
    }

    /** The next commit, whose writer has had all answers before. */
    private Draft forgetful(Change... changes) {
        Draft draft = author.draft(changes);
        return draft.awaiting(draft.number());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsNotInMemoryIsReadByTheChainsOwnerAndNeverByAConnection(long seed) {
        TestServer server = server(seed);
        TestClient alice = alice(server);
        AtomicInteger readByConnections = new AtomicInteger();
        log.whenRead = () -> readByConnections.addAndGet(server.scheduler().isOnThread() ? 1 : 0);
        Commit first = forgetful(Change.store(NOTE, "one")).commit();
        List<Integer> admitted = new ArrayList<>(List.of(alice.commit(1, first)));
        for (int i = 0; i < 20; i++) {
            admitted.add(alice.commit(1, forgetful(Change.put(NOTE).value("more " + i)).commit()));
            server.settle();
        }
        admitted.add(alice.commit(1, first));
        server.settle();
        int ownOfLongAgo = alice.commit(1, forgetful(Change.put(NOTE).value("x").onlyIf(new Condition.AtOwn(2)))
                .commit());
        server.settle();
        int otherWriter = alice.commit(1, new Author(genesis, ALICE, 2).commit(Change.put(NOTE).value("y")));
        server.settle();
        List<Integer> madeUp = new ArrayList<>();
        for (int size = 1; size < 10; size++) {
            RootAt head = new RootAt(size, Hash.of(new byte[Hash.BYTES]));
            madeUp.add(alice.commit(1, forgetful(Change.put(NOTE).value("z")).knowing(head).commit()));
            server.settle();
        }
        assertThat(admitted).allSatisfy(request -> assertThat(alice.committed(request)).isPresent());
        assertThat(alice.refusal(ownOfLongAgo)).contains(Reason.CONFLICT);
        assertThat(alice.committed(otherWriter)).isPresent();
        assertThat(madeUp).allSatisfy(request -> assertThat(alice.refusal(request)).contains(Reason.HEAD_UNKNOWN));
        assertThat(readByConnections).as("seed %s", seed).hasValue(0);
    }

    @Test
    void ofAWritersCommitsEachIsReadOnceHoweverManyConditionsAskAndHoweverOften() {
        TestServer server = server(1);
        TestClient alice = alice(server);
        List<PrimaryKey> objects = IntStream.range(0, 200).mapToObj(i -> new PrimaryKey(2, i)).toList();
        alice.commit(1, forgetful(objects.stream().map(each -> Change.store(each, "x")).toArray(Change[]::new))
                .commit());
        for (int i = 0; i < COMMITS; i++) {
            alice.commit(1, forgetful(Change.store(new PrimaryKey(3, i), "x")).commit());
            server.settle();
        }
        AtomicInteger reads = new AtomicInteger();
        log.whenRead = reads::incrementAndGet;
        for (int round = 0; round < 3; round++) {
            Draft draft = forgetful(Change.store(new PrimaryKey(4, round), "x"));
            for (PrimaryKey each : objects) {
                draft = draft.onlyIf(each, new Condition.AtOwn(1));
            }
            int request = alice.commit(1, draft.commit());
            server.settle();
            assertThat(alice.committed(request)).isPresent();
        }
        assertThat(reads).as("reads of the log").hasValueLessThanOrEqualTo(COMMITS + 10);
    }
}
