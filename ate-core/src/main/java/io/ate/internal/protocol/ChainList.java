package io.ate.internal.protocol;

import java.util.List;

/**
 * Answers {@link ListChains}. Type 39: {@code u32 request ‖ (u16 length ‖ name ‖ chain id (32))*}, to the
 * end of the message.
 */
public record ChainList(int request, List<NamedChain> chains) implements ToClient {
    public ChainList {
        chains = List.copyOf(chains);
    }
}
