package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.event.SignedGenesis;
import org.jspecify.annotations.Nullable;

/**
 * Opens a chain on a channel that is free; answered by {@link Opened}. Type 1: {@code u16 channel ‖
 * u32 request ‖ u16 length ‖ name ‖ flag ‖ [chain id (32)] ‖ position ‖ u32 payload limit ‖ flag ‖
 * [u32 length ‖ signed genesis]}.
 *
 * @param pinned the id that the chain must have, or null if the client takes what it is told
 * @param payloadLimit payloads longer than this are left out; {@code Bounds.PAYLOAD} to get all
 * @param create what to create the chain with if there is none of that name, or null not to create it
 */
public record Open(int channel, int request, ChainName name, @Nullable ChainId pinned, Position position,
        int payloadLimit, @Nullable SignedGenesis create) implements ToServer {

    /** The same, creating nothing. */
    public Open withoutGenesis() {
        return new Open(channel, request, name, pinned, position, payloadLimit, null);
    }
}
