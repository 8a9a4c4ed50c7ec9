package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.ChainName;

/** A chain that a client may open. */
public record NamedChain(ChainName name, ChainId id) {}
