package io.ate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An index over the packages of a distribution, Debian 12 as it was once: name, section and size of each. (How quickly
 * it is built and answers is measured: see doc/performance.md.)
 */
class IndexOfPackagesTest {
    private static final String FILE = "packages.tsv.gz";
    private static final int PACKAGES = 63_666;
    private static final int TOGETHER = 2_000;
    private static final long LARGE = 10_000_000;
    private static final KeyRange<IndexKey<String, Long>> LARGE_SCIENCE = KeyRange.under("science",
            KeyRange.above(LARGE));
    private static final long MILLISECOND = 1_000_000;

    @TypeName("package")
    record Software(String name, String section, long size) {
        private static Software parse(String line) {
            String[] parts = line.split("\t", -1);
            return new Software(parts[0], parts[1], Long.parseLong(parts[2]));
        }

        boolean isLargeOf(String wanted) {
            return section.equals(wanted) && size > LARGE;
        }

        Software grown(long by) {
            return new Software(name, section, size + by);
        }
    }

    private static List<Software> packages() throws IOException {
        try (InputStream resource = Objects.requireNonNull(IndexOfPackagesTest.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8))) {
            return lines.lines().map(Software::parse).toList();
        }
    }

    @Test
    void itFindsTheLargeOnesOfASectionAtOnceAndFollowsWhatBecomesOfThem() throws IOException {
        List<Software> all = packages();
        try (Chain chain = Chain.temporary()) {
            for (int from = 0; from < all.size(); from += TOGETHER) {
                List<Software> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
                chain.run(dio -> some.forEach(dio::store));
            }
            try (Index<Software, IndexKey<String, Long>> bySize = chain.index(Software.class,
                    each -> IndexKey.of(each.section(), each.size()))) {
                assertThat(bySize.all()).hasSize(PACKAGES);
                assertThat(bySize.range(LARGE_SCIENCE)).extracting(Index.Entry::value)
                        .containsExactlyElementsOf(all.stream()
                                .filter(each -> each.isLargeOf("science"))
                                .sorted(Comparator.comparingLong(Software::size))
                                .toList())
                        .hasSize(122);
                assertThat(usualNanos(bySize)).isLessThan(MILLISECOND);

                follow(chain, bySize);
            }
        }
    }

    /** How long the question usually takes with keys and references of all that is found, however busy the machine. */
    private static long usualNanos(Index<Software, IndexKey<String, Long>> bySize) {
        return LongStream.range(0, 201).map(_ -> {
            long began = System.nanoTime();
            long bytes = bySize.range(LARGE_SCIENCE).stream().mapToLong(each -> each.key().rest()).sum();
            assertThat(bytes).isGreaterThan(122 * LARGE);
            return System.nanoTime() - began;
        }).sorted().skip(100).findFirst().orElseThrow();
    }

    private static void follow(Chain chain, Index<Software, IndexKey<String, Long>> bySize) {
        Index.Entry<Software, IndexKey<String, Long>> least = bySize.range(LARGE_SCIENCE).getFirst();
        Index.Entry<Software, IndexKey<String, Long>> next = bySize.range(LARGE_SCIENCE).get(1);
        int before = bySize.range(LARGE_SCIENCE).size();
        chain.run(dio -> {
            dio.load(least.ref()).update(each -> each.grown(1L << 40));
            dio.delete(next.ref());
            dio.store(new Software("new", "science", LARGE + 1));
        });
        bySize.await(chain.sequence());

        assertThat(bySize.range(LARGE_SCIENCE)).hasSize(before);
        assertThat(bySize.range(LARGE_SCIENCE).getFirst().value().name()).isEqualTo("new");
        assertThat(bySize.range(LARGE_SCIENCE).getLast().ref()).isEqualTo(least.ref());
        assertThat(bySize.range(LARGE_SCIENCE)).extracting(Index.Entry::ref).doesNotContain(next.ref());
    }
}
