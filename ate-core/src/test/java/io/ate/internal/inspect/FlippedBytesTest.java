package io.ate.internal.inspect;

import io.ate.AteConfig;
import io.ate.AteException;
import io.ate.Chain;
import io.ate.CompactionPolicy;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.internal.log.StoredChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A changed byte in any file of a store is named, by opening or verifying it, or means nothing; and whatever is shown
 * of the store is what was in it.
 */
class FlippedBytesTest {
    private static final int FEW = 16;
    /**
     * How many bytes of each file are changed; 0 for each, one after the other, where it matters: that takes two hours.
     */
    private static final int SAMPLES = Integer.getInteger("ate.flipped.bytes", FEW);
    /** What is in these is for people and locks, or is chosen anew at each opening. */
    private static final String OF_NO_MATTER = "LOG.*|LOCK|OPTIONS-.*|IDENTITY|guard|owner";

    @TempDir
    Path folder;

    private final KeyBundle alice = KeyBundle.generate();
    private final Map<String, byte[]> files = new TreeMap<>();
    private Set<String> shown = Set.of();

    record Album(String title) {
        static final Field.Vec<Album> PARTS = Field.vec("parts", Album.class);
    }

    /** Tables, blob files and a write-ahead log, with rows of every kind. */
    @BeforeEach
    void aStore() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Chain chain = open()) {
                DaoRef<Album> album = chain.store(new Album("album " + i));
                chain.run(dio -> dio.load(album).in(Album.PARTS).add(new Album("part")));
                chain.store(new Album("long ".repeat(1_500)));
                chain.run(dio -> dio.load(album).rules(Rules.inherit().writableBy(alice.publicKeys())));
                for (int j = 0; j < 100; j++) {
                    chain.store(new Album("small " + j));
                }
            }
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        Seen whole = look();
        assertThat(whole.findings).isEmpty();
        shown = Set.copyOf(whole.lines);
        assertThat(shown).hasSizeGreaterThan(300);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private Chain open() {
        return Chain.open(folder, Session.of(alice),
                AteConfig.builder().compaction(CompactionPolicy.never()).build());
    }

    /** What verifying finds, and what a dump shows of events that are not damaged. */
    private record Seen(List<Finding> findings, List<String> lines) {}

    private Seen look() {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try (StoppedStore store = StoppedStore.open(folder)) {
            store.verify(Optional.empty(), findings::add, _ -> {
            });
            for (StoredChain chain : store.chains(Optional.empty(), findings::add)) {
                try (ChainDump dump = new ChainDump(store.log(), chain, List.of(alice), line -> {
                    if (line instanceof DumpLine.OfEvent event
                            && !(event.value() instanceof DumpLine.Value.Damaged)) {
                        lines.add(event.toString());
                    }
                })) {
                    dump.history();
                }
            }
        } catch (AteException e) {
            findings.add(Finding.damage(null, 0, 0, null, String.valueOf(e.getMessage())));
        }
        return new Seen(findings, lines);
    }

    private void restore() {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                if (!files.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                Files.write(folder.resolve(each.getKey()), each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aChangedByteIsNamedOrMeansNothingAndNothingElseIsShownThanWasThere() throws IOException {
        Set<String> kinds = new HashSet<>();
        List<String> unnoticed = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            kinds.add(name.replaceAll(".*\\.|-.*", ""));
            int length = file.getValue().length;
            int samples = SAMPLES == 0 && name.matches(OF_NO_MATTER) ? FEW : SAMPLES;
            int step = samples == 0 ? 1 : Math.max(1, length / samples);
            for (int at = step / 2; at < length; at += step) {
                byte[] changed = file.getValue().clone();
                changed[at] ^= 0x10;
                Files.write(folder.resolve(name), changed);
                Seen seen = look();
                assertThat(shown).as("%s, byte %s", name, at).containsAll(seen.lines);
                if (seen.findings.stream().noneMatch(Finding::isFault)) {
                    assertThat(seen.lines).as("%s, byte %s", name, at).hasSameSizeAs(shown);
                    if (!name.matches(OF_NO_MATTER)) {
                        unnoticed.add(name + " byte " + at + " of " + length);
                    }
                }
                restore();
            }
        }
        assertThat(unnoticed).isEmpty();
        assertThat(kinds).contains("sst", "blob", "log", "MANIFEST", "CURRENT", "watermark");
    }

    @Test
    void eachTableThatIsDamagedIsNamed() throws IOException {
        List<String> largest = files.keySet()
                .stream()
                .filter(name -> name.endsWith(".sst"))
                .sorted(Comparator.comparingInt(name -> -Objects.requireNonNull(files.get(name)).length))
                .limit(2)
                .toList();
        for (String name : largest) {
            byte[] changed = Objects.requireNonNull(files.get(name)).clone();
            changed[changed.length / 3] ^= 1;
            Files.write(folder.resolve(name), changed);
        }
        List<Finding> findings = look().findings;
        assertThat(largest).hasSize(2)
                .allSatisfy(name -> assertThat(findings).anyMatch(finding -> finding.what()
                        .startsWith("the table " + folder.resolve(name) + " is damaged")));
    }

    @Test
    void lookingChangesNothingAlsoWhereTheStoreWasNotClosed() throws IOException {
        try (Chain chain = open()) {
            chain.store(new Album("last"));
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : all.toList()) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        restore();
        files.keySet().removeIf(name -> !Files.exists(folder.resolve(name)));
        var _ = look();
        assertUnchanged();
    }

    @Test
    void lookingChangesNothing() throws IOException {
        var _ = look();
        assertUnchanged();
    }

    private void assertUnchanged() throws IOException {
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            if (!each.getKey().matches(OF_NO_MATTER)) {
                assertThat(Files.readAllBytes(folder.resolve(each.getKey()))).as(each.getKey())
                        .isEqualTo(each.getValue());
            }
        }
    }
}
