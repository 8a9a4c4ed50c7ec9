/**
 * Reading a chain as it goes on: cursors over its log, positions that are kept in the chain, and those who act on what
 * they read. Depends on {@code dao} for values and sessions, and on the replica for what is confirmed; acting on it
 * needs nothing but {@code io.ate}. A cursor is no queue: it holds a position, and nobody waits for it.
 */
@NullMarked
package io.ate.internal.bus;

import org.jspecify.annotations.NullMarked;
