package io.ate.internal.protocol;

import io.ate.PrimaryKey;
import java.util.List;

/**
 * Asks for objects as they are now, by their keys, with all by which somebody without the chain's history can judge
 * them; answered by {@link LoadedObjects}. Type 27: {@code u16 channel ‖ u32 request ‖ u64 known ‖ key (16)*}, to the
 * end of the message.
 *
 * @param known size of the last tree head that the client has verified, from which the server proves consistency
 * @param keys 1 to {@link #MOST} different ones; zero stands for the chain
 */
public record LoadObjects(int channel, int request, long known, List<PrimaryKey> keys) implements ToServer {

    /** So many objects are asked for at a time. */
    public static final int MOST = 16;

    public LoadObjects {
        keys = List.copyOf(keys);
    }
}
