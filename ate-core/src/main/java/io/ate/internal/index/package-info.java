/**
 * What is computed from a chain's objects and kept up with it: indexes and materialized views. Depends on {@code dao}
 * for values and sessions, and on the replica for the confirmed state and for what changes. Offers the projections of
 * one chain to its handles, and keeps all of them up by one thread, which is there while there is something to do.
 */
@NullMarked
package io.ate.internal.index;

import org.jspecify.annotations.NullMarked;
