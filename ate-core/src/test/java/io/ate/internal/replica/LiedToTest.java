package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server that holds its identity key and uses it to lie, and clients that must not believe it. */
abstract class LiedToTest {
    static final HeldKeys ALICE = Keys.of("alice");
    static final HeldKeys MALLORY = Keys.of("mallory");

    final HeldKeys identity = Keys.of("server");
    final World world = new World(identity);
    final SignedGenesis genesis;
    final LyingServer server;

    LiedToTest(Founding founding) {
        genesis = founding.genesis();
        server = new LyingServer(world, genesis);
    }

    final Author alice() {
        return new Author(genesis, ALICE, 1);
    }

    /** The server says that the commit stands behind those before; {@code previous} is its writer's last one. */
    final void tell(Commit commit, long previous) {
        server.tell(commit, previous);
    }

    /** A client that is told all of that. */
    final RemoteReplica follower() {
        return server.follower(ALICE);
    }

    static void assertCaught(RemoteReplica replica, String why) {
        assertThatThrownBy(replica::sequence).isInstanceOf(UntrustedServerException.class).hasMessageContaining(why);
        assertThatThrownBy(replica::standpoint).isInstanceOf(UntrustedServerException.class);
        assertThatThrownBy(() -> submit(replica, ALICE, Change.store(object(99), "more")))
                .isInstanceOf(UntrustedServerException.class);
    }
}
