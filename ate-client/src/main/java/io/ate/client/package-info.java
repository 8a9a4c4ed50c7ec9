/**
 * Chains of a server, for programs that use them: connections, replicas, reconnection. It stands on {@code io.ate} and
 * knows nothing of {@code io.ate.server}. It offers the same chains and units of work as {@code io.ate}, over a
 * network.
 */
@NullMarked
package io.ate.client;

import org.jspecify.annotations.NullMarked;
