package io.ate.internal.protocol;

import io.ate.internal.event.SignedGenesis;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link Open}. Where only proven keys may subscribe, it comes without standing at first, and a
 * second time with it, under the same request, once one of them is proven. Type 32: {@code u16 channel ‖
 * u32 request ‖ u32 length ‖ signed genesis ‖ u64 epoch ‖ flag ‖ [standing]}.
 *
 * @param epoch from 1, one more each time the server's store was restored
 */
public record Opened(int channel, int request, SignedGenesis genesis, long epoch, @Nullable Standing standing)
        implements ToClient {}
