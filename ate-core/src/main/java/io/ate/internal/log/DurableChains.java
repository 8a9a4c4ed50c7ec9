package io.ate.internal.log;

import io.ate.ChainName;
import org.jspecify.annotations.Nullable;

/** Which chains are durable, for the check of what is appended on top of them. Thread-safe. */
interface DurableChains {
    /**
     * The number of the chain of that name, or null.
     *
     * @throws io.ate.StoreDamagedException if there is one, but its number is lost
     */
    @Nullable
    Long number(ChainName name);

    /** The name of the chain of that number, or null. */
    @Nullable
    ChainName name(long number);

    /** The highest durable sequence of the chain; 0 if it has no events. */
    long end(long number);
}
