package io.ate.internal.inspect;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CompactionPolicy;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.log.StoredChain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What compaction leaves is shown and verified, and it is said what is gone. */
class CompactedStoreTest {
    private static final CompactionPolicy AT_ONCE = new CompactionPolicy.Auto(0.01, 1, Duration.ofMillis(1));
    /** More than it takes until a pass has come by. */
    private static final int ROUNDS = 200;

    @TempDir
    Path folder;

    private final KeyBundle alice = KeyBundle.generate();
    private final List<Finding> findings = new ArrayList<>();
    private final List<DumpLine> lines = new ArrayList<>();

    record Counter(int count) {
        static final Field.Vec<Counter> PARTS = Field.vec("parts", Counter.class);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private Chain open(Trust trust) {
        return Chain.open(folder, Session.of(alice), AteConfig.builder().compaction(AT_ONCE).build(),
                Genesis.of(Rules.inherit()).trust(trust));
    }

    private void look() {
        findings.clear();
        lines.clear();
        try (StoppedStore store = StoppedStore.open(folder)) {
            store.verify(Optional.empty(), findings::add, _ -> {
            });
            for (StoredChain chain : store.chains(Optional.empty(), findings::add)) {
                try (ChainDump dump = new ChainDump(store.log(), chain, List.of(alice), lines::add)) {
                    dump.objects();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void gapsAreShownAndNothingIsWrongWithThem(Trust trust) {
        DaoRef<Counter> counter;
        DaoRef<Counter> part;
        DaoRef<Counter> ruled;
        try (Chain chain = open(trust)) {
            counter = chain.store(new Counter(0));
            part = chain.commit(dio -> dio.load(counter).in(Counter.PARTS).add(new Counter(0)).ref());
            ruled = chain.store(new Counter(0));
            chain.run(dio -> dio.load(ruled).rules(Rules.inherit().writableBy(alice.publicKeys())));
        }
        int count = 0;
        do {
            try (Chain chain = open(trust)) {
                for (int i = 0; i < 20; i++) {
                    Counter next = new Counter(++count);
                    chain.run(dio -> {
                        dio.load(counter).update(_ -> next);
                        dio.load(part).update(_ -> next);
                    });
                    chain.run(dio -> dio.load(ruled).update(_ -> next));
                    chain.delete(chain.store(new Counter(-1)));
                }
            }
            look();
            assertThat(findings).as("round %s", count).noneMatch(Finding::isFault);
        } while (lines.stream().noneMatch(DumpLine.Removed.class::isInstance) && count < 20 * ROUNDS);

        assertThat(lines).hasAtLeastOneElementOfType(DumpLine.Removed.class);
        assertThat(findings).isNotEmpty().allMatch(finding -> finding.kind() == Finding.Kind.UNVERIFIED);
        String last = "{\"count\":" + count + "}";
        assertThat(lines.stream().filter(DumpLine.OfObject.class::isInstance).map(DumpLine.OfObject.class::cast))
                .extracting(DumpLine.OfObject::key)
                .containsExactlyInAnyOrder(counter.key(), part.key(), ruled.key());
        assertThat(lines.stream()
                .filter(DumpLine.OfObject.class::isInstance)
                .map(line -> ((DumpLine.OfObject) line).value()))
                .allSatisfy(value -> assertThat(value)
                        .isInstanceOfSatisfying(DumpLine.Value.Open.class,
                                open -> assertThat(open.value()).hasToString(last)));
        assertThat(Set.copyOf(findings)).hasSameSizeAs(findings);
    }
}
