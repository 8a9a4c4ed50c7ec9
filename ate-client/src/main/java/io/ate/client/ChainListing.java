package io.ate.client;

import io.ate.ChainId;
import io.ate.ChainName;

/** A chain that a server has. Immutable. */
public record ChainListing(ChainName name, ChainId id) {}
