package io.ate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An index over as many records as a distribution has packages, of like sizes in like sections. (How quickly it answers
 * is measured, and not tested: see doc/performance.md.)
 */
class IndexOfPackagesTest {
    private static final int PACKAGES = 63_666;
    private static final int TOGETHER = 2_000;
    private static final long LARGE = 10_000_000;
    private static final List<String> SECTIONS = List.of("libs", "libdevel", "python", "doc", "perl", "devel", "utils",
            "haskell", "net", "rust", "golang", "javascript", "java", "science", "admin", "games", "math", "zope");

    @TypeName("package")
    record Software(String name, String section, long size, List<String> depends) {
        boolean isLargeOf(String wanted) {
            return section.equals(wanted) && size > LARGE;
        }

        Software grown(long by) {
            return new Software(name, section, size + by, depends);
        }
    }

    /** Few sections have most, and few packages are large. */
    private static Software made(int number, Random random) {
        int section = (int) (SECTIONS.size() * Math.pow(random.nextDouble(), 2));
        long size = (long) Math.exp(12 + 2.4 * random.nextGaussian());
        return new Software("package-" + number, SECTIONS.get(section), size,
                List.of("libc6 (>= 2.34)", "package-" + random.nextInt(PACKAGES)));
    }

    @Test
    void itFindsTheLargeOnesOfASectionAndFollowsWhatBecomesOfThem() {
        long seed = 20_240_601;
        Random random = new Random(seed);
        List<Software> all = new ArrayList<>();
        for (int i = 0; i < PACKAGES; i++) {
            all.add(made(i, random));
        }
        try (Chain chain = Chain.temporary()) {
            for (int from = 0; from < PACKAGES; from += TOGETHER) {
                List<Software> some = all.subList(from, Math.min(PACKAGES, from + TOGETHER));
                chain.run(dio -> some.forEach(dio::store));
            }
            try (var bySize = chain.index(Software.class, each -> IndexKey.of(each.section(), each.size()))) {
                KeyRange<IndexKey<String, Long>> large = KeyRange.under("science", KeyRange.above(LARGE));
                assertThat(bySize.all()).hasSize(PACKAGES);
                assertThat(bySize.range(large)).as("seed %s", seed)
                        .extracting(Index.Entry::value)
                        .containsExactlyElementsOf(all.stream()
                                .filter(each -> each.isLargeOf("science"))
                                .sorted(Comparator.comparingLong(Software::size))
                                .toList())
                        .hasSizeGreaterThan(20);

                Index.Entry<Software, IndexKey<String, Long>> least = bySize.range(large).getFirst();
                Index.Entry<Software, IndexKey<String, Long>> next = bySize.range(large).get(1);
                int before = bySize.range(large).size();
                chain.run(dio -> {
                    dio.load(least.ref()).update(each -> each.grown(1L << 40));
                    dio.delete(next.ref());
                    dio.store(new Software("new", "science", LARGE + 1, List.of()));
                });
                bySize.await(chain.sequence());

                assertThat(bySize.range(large)).hasSize(before);
                assertThat(bySize.range(large).getFirst().value().name()).isEqualTo("new");
                assertThat(bySize.range(large).getLast().ref()).isEqualTo(least.ref());
                assertThat(bySize.range(large)).extracting(Index.Entry::ref).doesNotContain(next.ref());
            }
        }
    }
}
