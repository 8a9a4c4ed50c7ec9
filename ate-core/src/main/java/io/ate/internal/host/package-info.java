/**
 * The server's side of the protocol: hosted chains, their subscribers, and the state machine of one connection. All of
 * it runs as tasks on executors that it is given and asks a clock that it is given; sockets and threads are put at its
 * edges by {@code ate-server}, and a seeded simulation drives the same code on one thread. Depends on {@code protocol},
 * {@code sequence} and below; knows nothing of the client's side.
 */
@NullMarked
package io.ate.internal.host;

import org.jspecify.annotations.NullMarked;
