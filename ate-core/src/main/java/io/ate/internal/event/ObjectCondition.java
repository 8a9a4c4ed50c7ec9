package io.ate.internal.event;

import io.ate.PrimaryKey;

/** A condition of a commit on an object that it does not write. Immutable. */
public record ObjectCondition(PrimaryKey key, Condition condition) {}
