package io.ate.internal.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link StatusRequest}. Type 41: {@code u32 request ‖ u16 length ‖ version ‖ u64 uptime ‖
 * u64 last backup ‖ flag [‖ i64 skew] ‖ flag more ‖ chain status*}, to the end of the message.
 *
 * @param uptimeMillis since the server started
 * @param lastBackup when the last good backup of the server was begun, in milliseconds since 1970; 0 if there is none
 * @param skewMillis how far the server's clock is ahead of the true time, null if it does not know
 * @param more whether there are other chains, for which there was no room
 */
public record ServerStatus(int request, String version, long uptimeMillis, long lastBackup,
        @Nullable Long skewMillis, boolean more,
        List<ChainStatus> chains)
        implements ToClient {
    public ServerStatus {
        version = Text.cut(version);
        chains = List.copyOf(chains);
    }
}
