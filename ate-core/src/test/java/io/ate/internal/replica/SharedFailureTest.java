package io.ate.internal.replica;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.CorruptionException;
import io.ate.DeadlineExceededException;
import io.ate.IncompatibleValueException;
import io.ate.InterruptedCommitException;
import io.ate.KeyId;
import io.ate.LockUnavailableException;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.ReplicaInUseException;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.StoreInUseException;
import io.ate.UntrustedServerException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SharedFailureTest {
    private static final PrimaryKey OBJECT = new PrimaryKey(1, 2);
    private static final CommitId COMMIT = new CommitId(KeyId.parse("0".repeat(31) + "1"), 1, 2, 3);

    static Stream<RuntimeException> failures() {
        Exception before = new IllegalStateException("before");
        return Stream.of(new ChainUnavailableException("text"), new CorruptionException("text"),
                new IncompatibleValueException("text"), new NoSuchChainException("text"),
                new ReplicaInUseException("text"), new StoreDamagedException("text"),
                new StoreFailedException("text", before), new StoreInUseException("text", before),
                new DeadlineExceededException("text", COMMIT), new LockUnavailableException("text", OBJECT),
                new NoSuchObjectException("text", OBJECT), new NoReadAuthorityException("text"),
                new UntrustedServerException("text"), new AteException("text"), new IllegalStateException("text"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsToldWithItsTypeAndTextAndAsTheCause(RuntimeException shared) {
        RuntimeException told = SharedFailure.here(shared);

        assertThat(told).isNotSameAs(shared).hasSameClassAs(shared).hasMessage("text").hasCause(shared);
        assertThat(told.getStackTrace()).isNotEqualTo(shared.getStackTrace());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void aRefusalKeepsItsClassReasonAndObject(Reason reason) {
        CommitRejectedException shared = CommitRejectedException.of(reason, "text", OBJECT);

        assertThat(SharedFailure.here(shared)).hasSameClassAs(shared).hasMessage("text").hasCause(shared);
        CommitRejectedException told = (CommitRejectedException) SharedFailure.here(shared);
        assertThat(told.reason()).isEqualTo(shared.reason());
        assertThat(told.object()).isEqualTo(shared.object());
    }

    @Test
    void factsAreKept() {
        ConflictException conflict = new ConflictException("text", List.of(OBJECT), List.of("city"));
        assertThat(((ConflictException) SharedFailure.here(conflict)).objects()).containsExactly(OBJECT);
        assertThat(((ConflictException) SharedFailure.here(conflict)).fields()).containsExactly("city");
        assertThat(((DeadlineExceededException) SharedFailure.here(new DeadlineExceededException("text", COMMIT)))
                .commit()).isEqualTo(COMMIT);
    }

    @Test
    void whatCutAWaitShortStaysTheCause() {
        Exception before = new IllegalStateException("before");
        InterruptedCommitException shared = new InterruptedCommitException("text", COMMIT, before);

        assertThat(SharedFailure.here(shared)).isNotSameAs(shared)
                .hasSameClassAs(shared)
                .hasCause(before)
                .hasSuppressedException(shared);
    }
}
