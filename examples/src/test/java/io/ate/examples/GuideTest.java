package io.ate.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The guide shows what the build compiles and runs: the regions of the tests beside this one, and nothing else. */
class GuideTest {
    @Test
    void everyJavaBlockOfTheGuideIsARegionOfTheseTestsAndTheOtherWayRound() throws IOException {
        assertThat(MarkdownCode.blocks(Path.of("../doc/guide.md"))).isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(MarkdownCode.regions("Guide"));
    }
}
