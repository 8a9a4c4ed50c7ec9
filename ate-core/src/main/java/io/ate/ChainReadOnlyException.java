package io.ate;

/**
 * A commit was refused because the chain takes none. Nothing of it is stored. The server may take none at present; or
 * it is away, and the chain was opened for reading in that case ({@link Offline#READ}); or the chain, in {@link
 * Trust#CENTRALIZED} trust, was opened with nothing but the server's word for its being the one that is meant, which is
 * enough for reading and not for writing: the message says how to vouch for it.
 */
public final class ChainReadOnlyException extends CommitRejectedException {
    /** A refusal by a chain that is read-only. */
    public ChainReadOnlyException(String message) {
        super(Reason.READ_ONLY, message, null);
    }
}
