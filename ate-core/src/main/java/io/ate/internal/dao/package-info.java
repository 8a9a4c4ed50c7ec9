/**
 * The data-access layer: units of work over a replica, values and what hangs below them, the data keys that a session
 * can open, rules and the key rings beside them. Depends on {@code replica}, {@code trust} and below; offers the chains
 * of {@code io.ate} over any replica to those who make replicas. How values are written, how keys are wrapped, and when
 * a body is run again is decided here.
 */
@NullMarked
package io.ate.internal.dao;

import org.jspecify.annotations.NullMarked;
