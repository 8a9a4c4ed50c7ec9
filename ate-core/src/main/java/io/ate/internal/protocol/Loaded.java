package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;
import java.util.List;

/**
 * Events that were asked for, of which at least the first is here; what is not here any more has to be asked for again.
 * It counts against the channel's credit as ranges do. Type 49: {@code u16 channel ‖ u32 request ‖ (u32 length ‖
 * event)*}, to the end of the message.
 *
 * @param events whole, payload included, in the order in which they were asked for, from the first on
 */
public record Loaded(int channel, int request, List<Slice> events) implements ToClient {
    public Loaded {
        events = List.copyOf(events);
    }
}
