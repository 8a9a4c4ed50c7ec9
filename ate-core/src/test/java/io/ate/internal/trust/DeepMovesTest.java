package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Follower;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.view.ChainState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * Subtrees that are moved below one another until they hang deeper than any walk goes: what is out of reach counts as
 * gone, for the server and for every client alike, and is there again when it comes back into reach.
 */
class DeepMovesTest {
    private static final int TALL = ChainState.DEPTH * 7 / 10;

    private final SignedGenesis genesis = Founding.ownedBy(Keys.of("alice")).genesis();
    private final DrivenChain chain = DrivenChain.begin(genesis);
    private final Follower client = new Follower(genesis);
    private final Author alice = chain.author(Keys.of("alice"));

    private static PrimaryKey key(int tower, int level) {
        return new PrimaryKey(tower, level);
    }

    private static PrimaryKey foot(int tower) {
        return key(tower, TALL);
    }

    private void both(Change... changes) {
        Commit commit = alice.commit(changes);
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isNull();
        assertThat(client.follow(commit)).isNull();
    }

    private void neither(Reason reason, Change... changes) {
        Commit commit = alice.commit(changes);
        assertThat(chain.admit(commit).reason()).isEqualTo(reason);
        assertThat(client.follow(commit)).isEqualTo(reason);
    }

    private void tower(int tower) {
        Change[] levels = new Change[TALL];
        for (int level = 1; level <= TALL; level++) {
            levels[level - 1] = level == 1 ? store(key(tower, level), "deep")
                    : put(key(tower, level)).under(key(tower, level - 1)).value("deep");
        }
        both(levels);
    }

    private void assertReachable(PrimaryKey key, boolean reachable) {
        assertThat(chain.view().live(key) != null).isEqualTo(reachable);
        assertThat(client.view().live(key) != null).isEqualTo(reachable);
    }

    @Test
    void whatIsOutOfReachIsGoneAndComesBackWithinIt() {
        assertTimeout(Duration.ofSeconds(60), () -> {
            for (int tower = 1; tower <= 3; tower++) {
                tower(tower);
            }
            both(put(key(2, 1)).under(foot(1)));
            assertReachable(foot(2), true);
            neither(Reason.LIMIT, put(key(1, 1)).under(foot(2)));
            both(put(key(1, 1)).under(foot(3)));

            assertReachable(foot(1), true);
            assertReachable(foot(2), false);
            neither(Reason.NO_SUCH_OBJECT, put(foot(2)).value("out of reach"));
            neither(Reason.NO_SUCH_PARENT, put(key(9, 9)).under(foot(2)).value("out of reach"));
            neither(Reason.LIMIT, put(key(3, 1)).under(foot(1)));

            both(put(key(2, 1)).atTop());
            assertReachable(foot(2), true);
            both(put(foot(2)).value("within reach again"));
            both(Change.delete(key(3, 1)));
            assertReachable(foot(1), false);
            assertReachable(foot(2), true);
        });
    }
}
