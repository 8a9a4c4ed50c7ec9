package io.ate.client.internal;

import io.ate.ChainUnavailableException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A file that is changed as a whole or not at all. */
class LineFileTest {
    @Test
    void whoIsInterruptedIsToldSoAndTheFileStays(@TempDir Path folder) {
        LineFile file = new LineFile(folder.resolve("lines"));
        file.change(_ -> List.of("one"));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> file.change(_ -> List.of("two")))
                .withMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file.lines()).containsExactly("one");
    }
}
