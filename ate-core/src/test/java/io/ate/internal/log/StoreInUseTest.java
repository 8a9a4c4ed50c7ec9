package io.ate.internal.log;

import io.ate.StoreInUseException;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** One folder, two who want it. */
final class StoreInUseTest {
    @TempDir
    Path folder = Path.of("set by JUnit");

    @Test
    void aStoreOpensOnceAtATimeInAProcess() {
        try (RedoLog log = RocksRedoLog.open(folder)) {
            assertThatExceptionOfType(StoreInUseException.class).isThrownBy(() -> RocksRedoLog.open(folder))
                    .withMessageContainingAll(folder.toString(), "this program: close what was opened");
            assertThat(log.chains()).isEmpty();
        }
        RocksRedoLog.open(folder).close();
    }

    @Test
    void aStoreOpensOnceAtATimeAmongProcesses() throws Exception {
        Process other = ChildProcess.start(List.of(), Appender.class, folder.toString(), "1", "1");
        try (BufferedReader lines = other.inputReader()) {
            assertThat(lines.readLine()).as("the other process has the store").isNotNull();
            assertThatExceptionOfType(StoreInUseException.class).isThrownBy(() -> RocksRedoLog.open(folder))
                    .withMessageContainingAll(folder.toString(), "process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        RocksRedoLog.open(folder).close();
    }
}
