package io.ate.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java blocks of a document, and the regions of sources that it shows: what stands between a line {@code // guide:}
 * and a line {@code // end}. Both without the indentation that all lines have in common. Stateless.
 */
final class MarkdownCode {
    private static final Path SOURCES = Path.of("src/test/java/io/ate/examples");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("^ *// guide:[^\n]*\n(.*?)^ *// end\n",
            Pattern.DOTALL | Pattern.MULTILINE);

    private MarkdownCode() {}

    /** The blocks of that document, in order. */
    static List<String> blocks(Path document) throws IOException {
        return found(BLOCK, Files.readString(document));
    }

    /** The regions of all test sources whose names begin like that. */
    static List<String> regions(String prefix) throws IOException {
        List<String> regions = new ArrayList<>();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.filter(each -> each.getFileName().toString().startsWith(prefix)).toList()) {
                regions.addAll(found(REGION, Files.readString(source)));
            }
        }
        return regions;
    }

    private static List<String> found(Pattern what, String text) {
        return what.matcher(text).results().map(each -> each.group(1).stripTrailing().stripIndent()).toList();
    }
}
