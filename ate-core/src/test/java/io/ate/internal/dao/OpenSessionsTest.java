package io.ate.internal.dao;

import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.Session;
import io.ate.internal.crypto.Secret;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** How long a session's keys are kept, and what is left of them afterwards. */
class OpenSessionsTest {
    private final OpenedChain opened = OpenedChain.answering(OpenedChain.privately());
    private final KeyBundle other = KeyBundle.generate();
    private final OpenSessions sessions = new OpenSessions(opened.replica);

    @AfterEach
    void close() {
        opened.close();
        other.close();
    }

    /** All that the session can open of the chain. */
    private List<Secret> secrets(SessionLease lease) {
        try (Standpoint now = opened.replica.standpoint()) {
            return List.of(lease.keys().newest(Rights.reading(now, now.zero())).secret(),
                    lease.keys().nameKey(now, now.zero()));
        }
    }

    @Test
    void whatWasOpenedIsZeroedWithTheLastUse() {
        SessionLease one = sessions.begin(opened.session);
        SessionLease two = sessions.begin(Session.of(opened.keys));
        SessionLease three = two.further();
        List<Secret> secrets = secrets(one);
        assertThat(secrets(three)).as("one set of keys, however many use them").isEqualTo(secrets);

        one.close();
        one.close();
        one.close();
        two.close();
        assertThat(secrets).as("as long as somebody uses them").noneMatch(Secret::isClosed);
        three.close();
        assertThat(secrets).allMatch(Secret::isClosed);
        assertThat(opened.keys.isClosed()).as("the key bundle is the caller's").isFalse();
    }

    @Test
    void whoComesBackOpensEverythingAnew() {
        SessionLease before = sessions.begin(opened.session);
        List<Secret> zeroed = secrets(before);
        before.close();

        SessionLease again = sessions.begin(opened.session);
        assertThat(secrets(again)).noneMatch(Secret::isClosed).doesNotContainAnyElementsOf(zeroed);
        assertThatIllegalStateException().isThrownBy(before::further).withMessageContaining("was closed");
        again.close();
    }

    @Test
    void aUseLastsUntilTheAnswerItIsToEndWith() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        SessionLease call = sessions.begin(opened.session);
        List<Secret> secrets = secrets(call);
        call.further().endWith(answer);
        call.close();
        assertThat(secrets).noneMatch(Secret::isClosed);
        answer.completeExceptionally(new IllegalStateException("refused"));
        assertThat(secrets).allMatch(Secret::isClosed);
    }

    @Test
    void keysAreReleasedUnlessAnotherSessionHasThem() {
        KeyId alice = opened.keys.id();
        SessionLease both = sessions.begin(Session.of(opened.keys, other));
        SessionLease hers = sessions.begin(opened.session);
        both.close();
        assertThat(opened.replica.releasedKeys()).containsExactly(Set.of(other.id()));
        hers.close();
        assertThat(opened.replica.releasedKeys()).containsExactly(Set.of(other.id()), Set.of(alice));
    }

    @Test
    void withTheChainAllUsesEnd() {
        SessionLease lease = sessions.begin(opened.session);
        List<Secret> secrets = secrets(lease);
        sessions.close();
        assertThat(secrets).allMatch(Secret::isClosed);
    }
}
