package io.ate.atedb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation says is shown by a test is shown by one. */
class HazardsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(?:[a-z]+\\.)?(\\w+(?:Test|Contract))(?:\\.(\\w+))?`");

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("doc/hazards.md")));
        int count = 0;
        while (named.find()) {
            count++;
            String source = sources.get(named.group(1));
            String method = named.group(2);
            if (source == null || (method != null && !source.contains(" " + method + "("))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(80);
    }

    /** The sources of all tests by the names of their classes; where two have one name, both together. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> all = Files.walk(ROOT)) {
            for (Path each : all.filter(HazardsTest::isTest).toList()) {
                sources.merge(each.getFileName().toString().replace(".java", ""), Files.readString(each),
                        String::concat);
            }
        }
        return sources;
    }

    private static boolean isTest(Path file) {
        return file.toString().contains("src/test/java") && file.toString().endsWith(".java");
    }
}
