package io.ate.internal.replica;

import io.ate.AteException;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.CompactedException;
import io.ate.ConflictException;
import io.ate.CorruptionException;
import io.ate.DeadlineExceededException;
import io.ate.HistoryNeededException;
import io.ate.IncompatibleValueException;
import io.ate.InterruptedCommitException;
import io.ate.LockUnavailableException;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.NoSuchObjectException;
import io.ate.Reason;
import io.ate.ReplicaInUseException;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.StoreInUseException;
import io.ate.UntrustedServerException;

/**
 * A failure that happened on one thread and is told on others, each of which throws an exception of its own: what
 * happened is the cause, and the stack trace is that of who was told. Stateless.
 */
public final class SharedFailure {
    private SharedFailure() {}

    /** What this thread throws for {@code shared}: of the same type, with the same message and facts. */
    public static RuntimeException here(RuntimeException shared) {
        String message = String.valueOf(shared.getMessage());
        return switch (shared) {
            case InterruptedCommitException e -> interrupted(message, e);
            case ConflictException e when e.reason() == Reason.CONFLICT ->
                    because(shared, new ConflictException(message, e.objects(), e.fields()));
            case CommitRejectedException e ->
                    because(shared, CommitRejectedException.of(e.reason(), message, e.object().orElse(null)));
            case ChainUnavailableException _ -> new ChainUnavailableException(message, shared);
            case CompactedException e -> because(shared, new CompactedException(message, e.through()));
            case CorruptionException _ -> new CorruptionException(message, shared);
            case IncompatibleValueException _ -> new IncompatibleValueException(message, shared);
            case NoSuchChainException _ -> new NoSuchChainException(message, shared);
            case ReplicaInUseException _ -> new ReplicaInUseException(message, shared);
            case StoreDamagedException _ -> new StoreDamagedException(message, shared);
            case StoreFailedException _ -> new StoreFailedException(message, shared);
            case StoreInUseException _ -> new StoreInUseException(message, shared);
            case DeadlineExceededException e -> because(shared, new DeadlineExceededException(message, e.commit()));
            case LockUnavailableException e -> because(shared, new LockUnavailableException(message, e.object()));
            case NoSuchObjectException e -> because(shared, new NoSuchObjectException(message, e.key()));
            case NoReadAuthorityException _ -> because(shared, new NoReadAuthorityException(message));
            case UntrustedServerException _ -> because(shared, new UntrustedServerException(message));
            case HistoryNeededException _ -> because(shared, new HistoryNeededException(message));
            case AteException _ -> new AteException(message, shared);
            case IllegalStateException _ -> new IllegalStateException(message, shared);
            default -> shared; // nothing that the library itself tells
        };
    }

    private static <E extends RuntimeException> E because(RuntimeException shared, E told) {
        told.initCause(shared);
        return told;
    }

    /** Its cause is what callers look at, and stays that; what happened is beside it. */
    private static InterruptedCommitException interrupted(String message, InterruptedCommitException shared) {
        if (!(shared.getCause() instanceof Exception why)) {
            return shared;
        }
        InterruptedCommitException told = new InterruptedCommitException(message, shared.commit(), why);
        told.addSuppressed(shared);
        return told;
    }
}
