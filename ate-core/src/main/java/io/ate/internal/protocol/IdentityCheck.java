package io.ate.internal.protocol;

import io.ate.PublicKeys;

/** Decides whether a server is the one that the client means to talk to. Asked once, and answers at once. */
@FunctionalInterface
public interface IdentityCheck {
    /** The decision on a server that has shown to hold these keys. */
    Decision check(PublicKeys identity);

    /** What is decided. */
    sealed interface Decision {
        /** It is the one. */
        record Accepted() implements Decision {}

        /**
         * It is not, or it is not known to be.
         *
         * @param text why, what that means, and what to do
         */
        record Refused(String text) implements Decision {}
    }
}
