package io.ate;

/** A commit was refused because the chain takes none at present. Nothing of it is stored. */
public final class ChainReadOnlyException extends CommitRejectedException {
    /** A refusal by a chain that is read-only. */
    public ChainReadOnlyException(String message) {
        super(Reason.READ_ONLY, message, null);
    }
}
