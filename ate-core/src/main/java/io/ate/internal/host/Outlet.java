package io.ate.internal.host;

import io.ate.internal.protocol.ToClient;

/**
 * Where a connection's state machine puts what it has to say. Used only by tasks on the connection's own executor.
 */
public interface Outlet {
    /** Sends a message after those before it. What is sent within one task leaves together. */
    void send(ToClient message);

    /**
     * Tells whether the socket takes more without piling up; {@link ServerConnection#writable} is called when it does.
     */
    boolean isWritable();

    /** Whether to go on reading what the client sends. */
    void read(boolean going);

    /** Ends the connection after what was sent, telling the client why. */
    void close(String reason);
}
