package io.ate.server.internal;

import io.ate.internal.host.ChainDirectory;
import io.ate.internal.host.MemoryShares;
import io.ate.internal.host.StatusSource;
import io.ate.internal.protocol.ServerHandshake;
import io.ate.internal.trust.Verifiers;
import io.ate.server.ServerLimits;
import java.util.concurrent.Executor;

/**
 * What every connection stands on. Immutable.
 *
 * @param handshakes runs answers to hellos, which cost cryptography
 * @param unfinished what all connections keep of messages that have come in part
 * @param log says what strangers do
 */
record EdgeEnvironment(ServerLimits limits, ChainDirectory directory, StatusSource status, ServerHandshake handshake,
        Verifiers verifiers, Executor handshakes, Pages pages, ServerMetrics metrics,
        Conversations conversations, MemoryShares unfinished, SparingLog log) {}
