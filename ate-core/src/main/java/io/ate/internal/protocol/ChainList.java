package io.ate.internal.protocol;

import java.util.List;

/**
 * Answers {@link ListChains}. Type 39: {@code u32 request ‖ flag more ‖ (u16 length ‖ name ‖ chain id (32))*}, to
 * the end of the message.
 *
 * @param more whether there are others, for which there was no room
 */
public record ChainList(int request, boolean more, List<NamedChain> chains) implements ToClient {
    public ChainList {
        chains = List.copyOf(chains);
    }
}
