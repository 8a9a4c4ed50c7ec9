package io.ate.internal.host;

import io.ate.internal.protocol.ServerStatus;

/** Tells how the server is. Thread-safe; may read the disk. */
@FunctionalInterface
public interface StatusSource {
    /** The answer to a request for status, about these chains. */
    ServerStatus status(int request, Survey survey);
}
