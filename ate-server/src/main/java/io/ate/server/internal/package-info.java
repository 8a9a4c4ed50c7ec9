/**
 * The server's edge: sockets, threads, metrics and files around the state machines of {@code io.ate.internal.host}.
 * Depends on those, on Netty and on Micrometer; nothing below {@code io.ate.server} depends on it. It offers
 * {@code RunningServer} to {@code AteServer}, and no other program uses it.
 */
@NullMarked
package io.ate.server.internal;

import org.jspecify.annotations.NullMarked;
