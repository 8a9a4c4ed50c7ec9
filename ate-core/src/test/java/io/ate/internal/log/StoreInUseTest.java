package io.ate.internal.log;

import io.ate.StoreInUseException;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /**
     * Who comes while another opens or closes finds files that are just changing hands, and nothing wrong with them.
     */
    @Test
    void whoeverComesInTheMidstOfOpeningOrClosingIsToldThatItIsInUse() throws Exception {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                int opened = 0;
                while (opened < 8) {
                    try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
                        assertThat(log.chains()).isEmpty();
                        opened++;
                    } catch (StoreInUseException _) {
                        Thread.onSpinWait();
                    }
                }
                return opened;
            }, each -> Thread.ofPlatform().daemon().start(each)));
        }
        for (CompletableFuture<Integer> each : all) {
            assertThat(each.get()).isEqualTo(8);
        }
    }
}
