package io.ate.internal.protocol;

/**
 * What one side of a connection tells the other. Immutable and thread-safe, as are all its kinds.
 *
 * <p>
 * Layout: {@code u8 type ‖ body}; each kind says its type and its body, {@link MessageCodec} reads and writes them.
 * Where a message has them, it begins with its channel and its request:
 * <ul>
 * <li>a <em>channel</em> (u16) stands for a chain that the client opened on this connection, 1 to 65,535 as the client
 * chose; 0 is the server itself;
 * <li>a <em>request</em> (u32, 1 to 2³¹−1) is chosen by the client and unique on the connection among those that are
 * unanswered; its answer, the result or {@link Rejected}, repeats it.
 * </ul>
 */
public sealed interface Message permits ToServer, ToClient {
    /** The channel that is the server itself. */
    int SERVER = 0;
    /** The highest number of a channel. */
    int CHANNELS = 0xffff;
    /** The longest message that travels whole, in bytes; a longer one goes in {@linkplain Part parts}. */
    int WHOLE = 256 * 1024;
    /** The longest text for people, in bytes of UTF-8; a longer one is cut. */
    int TEXT = 1024;
}
