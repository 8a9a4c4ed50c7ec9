package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.Hash;
import java.util.List;

/** An established connection to a server, as the client's state machines use it. */
public interface Line {
    /** What ties proofs of keys to this very connection. */
    Hash transcript();

    /** The keys of the server at the other end, which it has shown to hold. */
    PublicKeys identity();

    /**
     * Sends messages after those before them, together with what others send at that moment, in as few frames as may
     * be. Called from any thread; never waits.
     */
    void send(List<ToServer> messages);

    /** Ends the connection. */
    void close(String why);
}
