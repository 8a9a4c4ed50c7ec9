/**
 * What travels between client and server: messages with their one binary layout each, the parts of large ones, the
 * frames that carry them, and the secure channel with its handshake. Nothing here does I/O, has threads or reads a
 * clock; decoding is strict and bounded. Depends on {@code wire}, {@code crypto}, {@code tree} and {@code event}; the
 * state machines of {@code host} and {@code replica} stand on it, and {@code doc/format.md} tells the layouts byte by
 * byte.
 */
@NullMarked
package io.ate.internal.protocol;

import org.jspecify.annotations.NullMarked;
