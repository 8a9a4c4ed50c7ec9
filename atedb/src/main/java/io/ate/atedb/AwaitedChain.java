package io.ate.atedb;

import io.ate.Chain;

/**
 * A chain that was waited for.
 *
 * @param isNew whether it was not there when the waiting began, so that all of it came later
 */
record AwaitedChain(Chain chain, boolean isNew) {}
