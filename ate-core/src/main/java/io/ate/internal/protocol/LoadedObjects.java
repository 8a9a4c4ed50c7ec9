package io.ate.internal.protocol;

import io.ate.internal.event.SignedHead;
import io.ate.internal.tree.ConsistencyProof;
import java.util.List;

/**
 * The events by which objects that were asked for are what they are at the head: of each, and of each above it up to
 * the chain itself, its birth, its value, and all that set its rules; and the public keys that signed these. Of an
 * object that is not there nothing is here. It counts against the channel's credit as ranges do. Type 57: {@code u16
 * channel ‖ u32 request ‖ head ‖ consistency proof ‖ }{@link ShownEvent}{@code *}, to the end of the message.
 *
 * @param proof that the head goes on from the one that the client knows
 * @param events with rising sequences, at most {@link #MOST}
 */
public record LoadedObjects(int channel, int request, SignedHead head, ConsistencyProof proof,
        List<ShownEvent> events) implements ToClient {

    /** So many events are shown at a time. */
    public static final int MOST = 1024;

    public LoadedObjects {
        events = List.copyOf(events);
    }
}
