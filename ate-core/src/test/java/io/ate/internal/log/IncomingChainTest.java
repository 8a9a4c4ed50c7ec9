package io.ate.internal.log;

import io.ate.AteException;
import io.ate.internal.wire.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A chain that comes in row by row is found as a whole, or leaves nothing. */
class IncomingChainTest {
    @TempDir
    private Path place = Path.of("set by JUnit");

    private final Random random = new Random(5);

    private record Row(String family, Slice key, Slice content) {}

    /** A store with one chain, and the rows of that. */
    private SampleChain source(List<Row> rows) {
        try (RocksRedoLog log = RocksRedoLog.open(place.resolve("source"), StoreOptions.small())) {
            SampleChain chain = new SampleChain(log, "notes", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(30, 100), chain.commit(3, 50_000)).isDurable()).isTrue();
            log.rows(chain.number(), (family, key, content) -> rows.add(
                    new Row(family, Slice.of(key.toArray()), Slice.of(content.toArray()))));
            return chain;
        }
    }

    private static void bring(IncomingChain incoming, List<Row> rows) throws Exception {
        for (Row each : rows) {
            incoming.row(each.family, each.key, each.content);
        }
        incoming.complete();
    }

    private static int chainRows(Path folder) throws Exception {
        int[] rows = {0};
        try (RocksStore store = RocksStore.openToRead(folder, StoreOptions.small())) {
            for (Family family : Family.ofChains()) {
                new RowScan(store, family).each(new byte[0], (_, _) -> ++rows[0] > 0);
            }
            assertThat(store.get(Family.META, StoreMeta.KEY)).isNotNull();
        }
        return rows[0];
    }

    @Test
    void nobodyFindsItBeforeItIsRevealedAndThenItIsAsItWasAndGoesOn() throws Exception {
        List<Row> rows = new ArrayList<>();
        SampleChain chain = source(rows);
        Path target = place.resolve("target");
        try (RocksRedoLog log = RocksRedoLog.open(target, StoreOptions.small())) {
            try (IncomingChain incoming = log.takeIn(chain.name(), chain.genesis())) {
                bring(incoming, rows);
                assertThat(log.chains()).isEmpty();
                assertThat(log.find(chain.name())).isEmpty();
                assertThat(log.summary(chain.genesis().chainId())).isEmpty();
                assertThat(log.end(incoming.stored().number())).isEqualTo(33);
                incoming.reveal();
            }
            assertThat(log.end(log.find(chain.name()).orElseThrow().number())).isEqualTo(33);
            assertThatThrownBy(() -> log.takeIn(chain.name(), chain.genesis()).close())
                    .isInstanceOf(AteException.class);
        }
        assertThat(chainRows(target)).isEqualTo(rows.size());
        try (RocksRedoLog log = RocksRedoLog.open(target, StoreOptions.small())) {
            assertThat(log.end(log.find(chain.name()).orElseThrow().number())).isEqualTo(33);
        }
        assertThat(chainRows(target)).as("opening it anew removes nothing").isEqualTo(rows.size());
    }

    @Test
    void whatIsGivenUpLeavesNothingAndSoDoesWhatAKilledProcessHadBroughtIn() throws Exception {
        List<Row> rows = new ArrayList<>();
        SampleChain chain = source(rows);
        Path target = place.resolve("target");
        Path killed = place.resolve("killed");
        try (RocksRedoLog log = RocksRedoLog.open(target, StoreOptions.small())) {
            try (IncomingChain incoming = log.takeIn(chain.name(), chain.genesis())) {
                bring(incoming, rows);
                copy(target, killed);
            }
            assertThat(log.chains()).isEmpty();
        }
        assertThat(chainRows(target)).isZero();
        assertThat(chainRows(killed)).isEqualTo(rows.size());
        try (RocksRedoLog log = RocksRedoLog.open(killed, StoreOptions.small())) {
            assertThat(log.chains()).isEmpty();
        }
        assertThat(chainRows(killed)).isZero();
    }

    @Test
    void ofTwoThatComeInUnderOneNameTheSecondIsRefused() throws Exception {
        List<Row> rows = new ArrayList<>();
        SampleChain chain = source(rows);
        Path target = place.resolve("target");
        try (RocksRedoLog log = RocksRedoLog.open(target, StoreOptions.small());
                IncomingChain one = log.takeIn(chain.name(), chain.genesis());
                IncomingChain other = log.takeIn(chain.name(), chain.genesis())) {
            bring(one, rows);
            bring(other, rows);
            one.reveal();
            assertThatThrownBy(other::reveal).isInstanceOf(AteException.class).hasMessageContaining("there is a chain");
        }
        assertThat(chainRows(target)).isEqualTo(rows.size());
    }

    /** As its files are when the process is killed now. */
    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(each.getFileName()));
            }
        }
    }
}
