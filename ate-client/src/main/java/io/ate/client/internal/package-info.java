/**
 * The client's edge: sockets, threads and small files around the state machines of {@code io.ate.internal.replica}.
 * Depends on those and on Netty; nothing below {@code io.ate.client} depends on it. It offers WebSocket transports, the
 * reading of addresses and the remembering of servers and chains.
 */
@NullMarked
package io.ate.client.internal;

import org.jspecify.annotations.NullMarked;
