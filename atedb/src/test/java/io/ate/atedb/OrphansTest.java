package io.ate.atedb;

import io.ate.network.ChildJvm;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A test that dies leaves no program behind. */
class OrphansTest {
    @TempDir
    private Path folder;

    @Test
    void aProgramEndsWithTheProcessThatStartedIt() throws Exception {
        Process starter = ChildJvm.of(ShortLived.class, folder.toString()).start();
        ProcessHandle server;
        try {
            server = ProcessHandle.of(Long.parseLong(starter.inputReader().readLine())).orElseThrow();
            assertThat(server.isAlive()).isTrue();
        } finally {
            starter.destroyForcibly();
        }
        var _ = server.onExit().get(ChildProgram.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
