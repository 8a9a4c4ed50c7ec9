package io.ate.server.internal;

import io.ate.internal.log.RocksRedoLog;
import java.nio.file.Path;

/**
 * Where a server's data is, if it is on disk. Immutable.
 *
 * @param folder of all that is the server's own
 * @param log the store there
 */
public record ServerStore(Path folder, RocksRedoLog log) {}
