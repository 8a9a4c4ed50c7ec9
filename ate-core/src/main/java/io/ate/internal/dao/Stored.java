package io.ate.internal.dao;

import io.ate.internal.event.Facts;

/** A value as the chain has it, opened, with what its event says of it. Immutable. */
record Stored(Facts facts, Plaintext plaintext) {}
