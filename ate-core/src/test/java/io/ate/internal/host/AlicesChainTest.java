package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

import static org.assertj.core.api.Assertions.assertThat;

/** A chain of Alice's that she and Bob may read, with a note in it. */
abstract class AlicesChainTest {
    static final HeldKeys ALICE = Keys.of("alice");
    static final HeldKeys BOB = Keys.of("bob");
    static final HeldKeys CAROL = Keys.of("carol");
    static final PrimaryKey NOTE = new PrimaryKey(1, 1);

    final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB)
            .ruledBy(Rule.ownedBy(ALICE).readBy(ALICE, BOB))
            .genesis();
    final Author author = new Author(genesis, ALICE, 1);
    final FillingDisk disk = new FillingDisk();
    final TestServer server = new TestServer(1, Limits.DEFAULT, MemoryRedoLog.manual(disk), log -> log);
    final TestClient alice = owner(server);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @BeforeEach
    void aNote() {
        alice.commit(1, author.commit(Change.store(NOTE, "secret")));
        server.settle();
        assertThat(alice.stream(1).position()).isEqualTo(1);
    }

    /** Alice's client at that server, who has created the chain there and proven her key. */
    final TestClient owner(TestServer at) {
        TestClient owner = at.creator(genesis);
        owner.prove(1, ALICE, genesis.chainId());
        at.settle();
        return owner;
    }

    /** A client that has asked for the chain and proven nothing. */
    final TestClient opened() {
        return server.opener(1, genesis);
    }

    /** Carol's client, after Alice has granted her to read that object. */
    final TestClient carolWhoMayRead(PrimaryKey object) {
        alice.commit(1, author.commit(Change.publish(CAROL.publicKeys()),
                Change.put(object).ruled(Rule.inherited().readBy(ALICE, CAROL))));
        server.settle();
        TestClient carol = opened();
        carol.prove(1, CAROL, genesis.chainId());
        server.settle();
        return carol;
    }
}
