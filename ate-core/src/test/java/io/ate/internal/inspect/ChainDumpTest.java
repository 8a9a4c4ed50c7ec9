package io.ate.internal.inspect;

import io.ate.AteConfig;
import io.ate.AteException;
import io.ate.Chain;
import io.ate.CompactionPolicy;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.internal.log.StoredChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What hangs below something that is lost is named, and not passed over. */
class ChainDumpTest {
    @TempDir
    Path folder;

    record Album(String title) {
        static final Field.Vec<Album> PARTS = Field.vec("parts", Album.class);
    }

    private Chain open(KeyBundle alice) {
        return Chain.open(folder, Session.of(alice),
                AteConfig.builder().compaction(CompactionPolicy.never()).build());
    }

    @Test
    void anObjectBelowOneThatIsLostIsShownAsDamage() throws IOException {
        DaoRef<Album> album;
        DaoRef<Album> part;
        try (KeyBundle alice = KeyBundle.generate()) {
            try (Chain chain = open(alice)) {
                album = chain.store(new Album("an album"));
            }
            try (Chain chain = open(alice)) { // which puts what there is into tables of their own
                part = chain.commit(dio -> dio.load(album).in(Album.PARTS).add(new Album("part")).ref());
            }
            open(alice).close();
        }
        assertThat(dump()).noneMatch(DumpLine::isDamage);
        List<DumpLine> lines = new ArrayList<>();
        for (Path table : tables()) {
            byte[] whole = Files.readAllBytes(table);
            byte[] changed = whole.clone();
            changed[10] ^= 1;
            Files.write(table, changed);
            lines.addAll(dump());
            Files.write(table, whole);
        }
        assertThat(lines).contains(new DumpLine.Unplaced(part.key(), album.key(), 2)).anyMatch(DumpLine::isDamage);
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(".sst")).toList();
        }
    }

    private List<DumpLine> dump() {
        List<DumpLine> lines = new ArrayList<>();
        try (StoppedStore store = StoppedStore.open(folder)) {
            for (StoredChain chain : store.chains(Optional.empty(), lost -> lines.add(
                    new DumpLine.LostChains(lost.what())))) {
                try (ChainDump dump = new ChainDump(store.log(), chain, List.of(), lines::add)) {
                    dump.objects();
                }
            }
        } catch (AteException e) {
            lines.add(new DumpLine.Lost(0, 0, String.valueOf(e.getMessage()))); // of a table without which nothing opens
        }
        return lines;
    }
}
