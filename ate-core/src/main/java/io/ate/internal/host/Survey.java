package io.ate.internal.host;

import io.ate.internal.log.ChainSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Chains that one answer tells a client of. Immutable. A message has a longest length, which the names of some ten
 * thousand chains reach: so there are at most as many as fit into {@link #MOST} bytes, the first ones by name.
 *
 * @param more whether there are others, which had no room
 */
public record Survey(List<ChainSummary> chains, boolean more) {
    /**
     * Well below what any client takes that takes more than one whole commit, and little to make for each that asks.
     */
    static final int MOST = 4 << 20;
    /** What a chain's status takes beside its name. */
    private static final int BESIDE_NAME = 2 + 32 + 8 * Long.BYTES + Integer.BYTES;

    public Survey {
        chains = List.copyOf(chains);
    }

    /** Those of {@code all} that the client may see. */
    static Survey of(List<ChainSummary> all, Predicate<ChainSummary> visible) {
        List<ChainSummary> told = new ArrayList<>();
        long bytes = 0;
        for (ChainSummary each : all.stream().sorted(Comparator.comparing(chain -> chain.name().text())).toList()) {
            if (visible.test(each)) {
                bytes += BESIDE_NAME + each.name().text().getBytes(StandardCharsets.UTF_8).length;
                if (bytes > MOST) {
                    return new Survey(told, true);
                }
                told.add(each);
            }
        }
        return new Survey(told, false);
    }
}
