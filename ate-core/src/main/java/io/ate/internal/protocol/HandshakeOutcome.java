package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/** What became of a handshake on one side. Immutable but for the channel in it. */
public sealed interface HandshakeOutcome {
    /**
     * The channel is there.
     *
     * @param reply what to send before anything else; empty if nothing
     */
    record Established(SecureChannel channel, Slice reply) implements HandshakeOutcome {}

    /**
     * The connection is to be closed.
     *
     * @param text what happened and what to do
     * @param reply what to send before closing; empty if nothing
     */
    record Failed(HandshakeFailure failure, String text, Slice reply) implements HandshakeOutcome {}
}
