package io.ate.examples;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Index;
import io.ate.IndexKey;
import io.ate.MaterializedView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.KeyRange.above;
import static io.ate.KeyRange.startingWith;
import static io.ate.KeyRange.under;
import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of indexes and views. */
class GuideIndexesTest {
    private final Chain chain = Chain.temporary();

    // guide: package
    record Software(String name, String section, long size) {}
    // end

    @BeforeEach
    void store() {
        chain.run(dio -> {
            dio.store(new Software("bash", "shells", 1_500_000));
            dio.store(new Software("paraview", "science", 90_000_000));
            dio.store(new Software("units", "science", 300_000));
            dio.store(new Software("gmsh", "science", 12_000_000));
        });
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void packagesAreFoundByNameAndBySectionAndSize() {
        List<String> found = new ArrayList<>();
        // guide: index
        try (Index<Software, String> byName = chain.index(Software.class, Software::name);
                var bySize = chain.index(Software.class, each -> IndexKey.of(each.section(), each.size()))) {
            Software bash = byName.equal("bash").getFirst().value();
            int beginWithP = byName.range(startingWith("p")).size();
            for (var large : bySize.range(under("science", above(10_000_000L)))) { // smallest first
                found.add(large.key().rest() + " " + large.value().name());
            }

            DaoRef<Software> fresh = chain.store(new Software("fish", "shells", 3_000_000));
            byName.await(chain.sequence()); // until what was just written is in it
            DaoRef<Software> same = byName.equal("fish").getFirst().ref();
            // end
            assertThat(bash.size()).isEqualTo(1_500_000);
            assertThat(beginWithP).isEqualTo(1);
            assertThat(found).containsExactly("12000000 gmsh", "90000000 paraview");
            assertThat(same).isEqualTo(fresh);
        }
    }

    @Test
    void aStateIsAskedTwice() {
        try (var bySize = chain.index(Software.class, each -> IndexKey.of(each.section(), each.size()))) {
            // guide: state
            var now = bySize.now(); // one state, whatever is committed meanwhile
            int science = now.range(under("science")).size();
            var largestFirst = now.range(under("science")).reversed().subList(0, 2);
            // end
            assertThat(science).isEqualTo(3);
            assertThat(largestFirst).extracting(each -> each.value().name()).containsExactly("paraview", "gmsh");
        }
    }

    @Test
    void aViewIsKeptUp() {
        // guide: view
        try (MaterializedView<Long> total = chain.view(Software.class, 0L,
                (sum, each) -> sum + each.size(),
                (sum, each) -> sum - each.size())) {
            long bytes = total.get();
            // end
            assertThat(bytes).isEqualTo(103_800_000L);
        }
    }
}
