package io.ate.internal.replica;

import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Rule;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static org.assertj.core.api.Assertions.assertThat;

/** In centralized trust the server is believed what a value is, and nothing that decides who reads it. */
final class LyingInCentralizedTrustTest extends LiedToTest {
    LyingInCentralizedTrustTest() {
        super(Founding.ownedBy(ALICE).openToEveryone().centralized());
    }

    @Test
    void inCentralizedTrustARuleChangeIsNotTakenOnTheServersWord() {
        tell(alice().commit(Change.store(object(1), "one")), 0);
        tell(new Author(genesis, ALICE, 2).draft(Change.putZero(Rule.ownedBy(ALICE).readByEveryone()))
                .unsigned()
                .commit(), 0);
        assertCaught(follower(), "was not to be admitted");
    }

    @Test
    void inCentralizedTrustAKeyIsNotTakenOnTheServersWord() {
        tell(alice().draft(Change.publish(MALLORY.publicKeys())).unsigned().commit(), 0);
        assertCaught(follower(), "was not to be admitted");
    }

    @Test
    void inCentralizedTrustAValueIsTakenOnTheServersWord() throws InterruptedException {
        tell(alice().commit(Change.store(object(1), "one")), 0);
        assertThat(read(follower(), object(1))).isEqualTo("one");
    }
}
