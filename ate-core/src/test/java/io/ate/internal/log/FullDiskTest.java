package io.ate.internal.log;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A write that really fails: a process that may not make files of more than 20 MB (RocksDB unpacks its own 17 MB),
 * which any user can demand of the kernel, and which fails as a full disk does, in the middle of a write.
 */
@EnabledOnOs(OS.LINUX)
final class FullDiskTest {
    @TempDir
    Path folder = Path.of("set by JUnit");

    @Test
    void aWriteThatFailsHalfwayLosesNothingThatWasAcknowledgedBeforeIt() throws Exception {
        long seed = 1;
        List<String> limited = List.of("bash", "-c", "ulimit -f 20000; exec \"$@\"", "limited");
        Process process = ChildProcess.start(limited, Appender.class, folder.toString(), Long.toString(seed), "1");
        long acknowledged = 0;
        String last = "";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                if (line.startsWith("0 ")) {
                    acknowledged = Long.parseLong(line.substring(2));
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(last).startsWith("failed a write to the store").contains("open the store again");
        assertThat(acknowledged).isPositive();
        try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            StoredChain stored = log.find(KilledChain.name(0)).orElseThrow();
            long end = log.end(stored.number());
            assertThat(end).isGreaterThanOrEqualTo(acknowledged);
            KilledChain chain = KilledChain.fresh(stored.number(), 0, seed);
            Logs.assertHolds(log, chain.sample(), chain.upTo(end));
        }
    }
}
