package io.ate.internal.protocol;

import io.ate.internal.event.Bounds;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * What one side of a connection bears, told to the other in its hello. A longer message ends the connection, a channel
 * too many is refused, and of requests too many the rest is not looked at until others are answered. Layout:
 * {@code u32 message ‖ u32 channels ‖ u32 requests ‖ u64 bytes}. Immutable.
 *
 * @param message the longest message that it puts together from parts, in bytes
 * @param channels that may be open at a time
 * @param requests that may be unanswered at a time
 * @param bytes of requests that may be unanswered at a time
 */
public record PeerLimits(int message, int channels, int requests, long bytes) {

    /** The longest message there is: the longest commit with room for the fields around it. */
    public static final int LONGEST_MESSAGE = Bounds.ENCODED_COMMIT + 64 * 1024;

    /**
     * The longest message that a server puts together for a client that it knows nothing of: a chain's opening, with
     * the longest genesis to create it with and room for the fields around it.
     */
    public static final int NEWCOMER_MESSAGE = Bounds.GENESIS + Bounds.SIGNATURE + 8 * 1024;

    /** What a side says that sets itself no limits but the format's. */
    public static final PeerLimits WIDEST = new PeerLimits(LONGEST_MESSAGE, Message.CHANNELS, Integer.MAX_VALUE,
            Long.MAX_VALUE);

    /** @throws IllegalArgumentException if nothing could be sent within these limits */
    public PeerLimits {
        if (message < Message.WHOLE || message > LONGEST_MESSAGE) {
            throw new IllegalArgumentException("messages have at most " + Message.WHOLE + " to " + LONGEST_MESSAGE
                    + " bytes, not " + message);
        }
        if (channels < 1 || channels > Message.CHANNELS || requests < 1 || bytes < 1) {
            throw new IllegalArgumentException("at least one channel, request and byte is allowed");
        }
    }

    void write(WireWriter out) {
        out.u32(message).u32(channels).u32(requests).u64(bytes);
    }

    static PeerLimits read(WireReader in) throws MalformedException {
        int message = in.u32(LONGEST_MESSAGE);
        int channels = in.u32(Message.CHANNELS);
        int requests = in.u32(Integer.MAX_VALUE);
        long bytes = in.u64();
        if (message < Message.WHOLE || channels < 1 || requests < 1 || bytes < 1) {
            throw new MalformedException("limits under which nothing could be sent");
        }
        return new PeerLimits(message, channels, requests, bytes);
    }
}
