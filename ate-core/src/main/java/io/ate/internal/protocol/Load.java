package io.ate.internal.protocol;

import java.util.List;

/**
 * Asks for events of a chain by their sequences, as who keeps them without their payloads does; answered by
 * {@link Loaded}. Type 18: {@code u16 channel ‖ u32 request ‖ u64 sequence*}, to the end of the message.
 *
 * @param sequences 1 to {@link #MOST} of them, rising
 */
public record Load(int channel, int request, List<Long> sequences) implements ToServer {

    /** So many events are asked for at a time. */
    public static final int MOST = 256;

    public Load {
        sequences = List.copyOf(sequences);
    }
}
