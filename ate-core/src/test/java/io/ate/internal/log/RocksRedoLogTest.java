package io.ate.internal.log;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on disk. */
final class RocksRedoLogTest extends RedoLogContract {
    @TempDir
    Path folder = Path.of("set by JUnit");

    @Override
    RedoLog open(WriteFaults faults) {
        return RocksRedoLog.open(folder, StoreOptions.small().withFaults(faults));
    }

    @Override
    RedoLog reopen(RedoLog closed) {
        return RocksRedoLog.open(folder, StoreOptions.small());
    }
}
