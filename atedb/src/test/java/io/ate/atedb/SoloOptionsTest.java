package io.ate.atedb;

import io.ate.CompactionPolicy;
import io.ate.server.ServerConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** What the options of a server come to. */
class SoloOptionsTest {
    private static ServerConfig config(String... options) {
        SoloOptions parsed = new SoloOptions();
        var _ = new CommandLine(parsed).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(options);
        return parsed.config();
    }

    private static CompactionPolicy compaction(String... options) {
        return config(options).compaction();
    }

    @Test
    void nobodyIsAskedForTheTimeWhoWasNotNamed() {
        assertThat(config().ntpPool()).isEmpty();
        assertThat(config("--ntp-pool", "pool.ntp.org").ntpPool()).contains("pool.ntp.org");
        assertThat(config("--ntp-pool", "pool.ntp.org", "--no-ntp").ntpPool()).isEmpty();
    }

    @Test
    void oldValuesAreRemovedAsTheOptionsSay() {
        assertThat(compaction()).isEqualTo(CompactionPolicy.auto());
        assertThat(compaction("--compact", "never")).isEqualTo(CompactionPolicy.never());
        assertThat(compaction("--compact-factor", "2", "--compact-size", "3KiB", "--compact-timer", "5m"))
                .isEqualTo(new CompactionPolicy.Auto(2, 3 << 10, Duration.ofMinutes(5), Duration.ofMinutes(5)));
        assertThat(compaction("--compact-recent", "0s"))
                .isEqualTo(new CompactionPolicy.Auto(0.4, 100 << 20, Duration.ofHours(1)));
    }
}
