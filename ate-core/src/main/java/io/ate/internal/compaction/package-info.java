/**
 * What of a chain's values is of no more use, and how it goes from a log: {@link io.ate.internal.compaction.Compaction}
 * takes it, {@link io.ate.internal.compaction.CleanPoint} says up to where. Depends on {@code log}, {@code view} and
 * {@code extension}; at servers and in replicas alike.
 */
@NullMarked
package io.ate.internal.compaction;

import org.jspecify.annotations.NullMarked;
