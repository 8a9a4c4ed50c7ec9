/**
 * Reading a chain as it goes on: cursors over its log. Depends on {@code dao} for values and sessions, and on the
 * replica for what is confirmed. A cursor is no queue: it holds a position, and nobody waits for it.
 */
@NullMarked
package io.ate.internal.bus;

import org.jspecify.annotations.NullMarked;
