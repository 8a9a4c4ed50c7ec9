package io.ate.internal.replica;

import org.jspecify.annotations.Nullable;

/**
 * Has questions to the server all go over one connection, the first that one of them goes over: what is proven on a
 * connection counts on no other, and who asked without it would be answered as a stranger. Used by the connection's
 * owner, for one call of the client.
 */
public final class OneConnection {
    private @Nullable Conversation first;

    boolean is(Conversation conversation) {
        if (first == null) {
            first = conversation;
        }
        return first == conversation;
    }
}
