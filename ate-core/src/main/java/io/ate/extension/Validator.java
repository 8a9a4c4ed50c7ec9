package io.ate.extension;

import java.util.Optional;

/**
 * Refuses commits at a server that would otherwise be stored. Thread-safe: asked about many commits at once.
 *
 * <p>
 * Its refusal is the last of all: whatever else is wrong with a commit is what its sender is told. So it is asked also
 * about commits that nobody has a right to make, and may be asked about one commit several times. It sees headers and
 * never values, and not what the chain holds. What it lets pass is stored only if all else is in order.
 *
 * <p>
 * It has a thread of its own for each commit and may wait. The commits behind it in the same chain wait with it; other
 * chains do not. If it throws, the commit is refused, and the server's log says why.
 */
@FunctionalInterface
public interface Validator {
    /**
     * Why the commit is not to be stored, in words for whoever sent it, of which some 1,000 bytes reach him, behind
     * words that say that they are a validator's; empty if it may be. He is refused with
     * {@link io.ate.Reason#VALIDATOR}, and does not send it again on his own.
     */
    Optional<String> refusal(ProposedCommit commit);
}
