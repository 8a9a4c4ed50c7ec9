/**
 * Tests of the server's side without threads, sockets and clocks: a seeded scheduler decides which of all waiting tasks
 * runs next, so that every interleaving that it finds can be played again. They stand on {@code testing} and drive
 * {@code host} through its messages.
 */
@NullMarked
package io.ate.internal.host;

import org.jspecify.annotations.NullMarked;
