package io.ate.internal.copy;

import io.ate.AteConfig;
import io.ate.AteException;
import io.ate.Chain;
import io.ate.CompactionPolicy;
import io.ate.CorruptionException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.backup.HashedFile;
import io.ate.internal.backup.Progress;
import io.ate.internal.copy.CopyFile.Piece;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.inspect.ChainVerifier;
import io.ate.internal.inspect.Finding;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is taken in from the copy of a chain is that chain, or nothing. */
class ChainCopyTest {
    private static final HeldKeys SERVER = Keys.of("server");
    private static final Progress QUIET = (_, _, _) -> {
    };
    private static final CompactionPolicy AT_ONCE = new CompactionPolicy.Auto(0.01, 1, Duration.ofMillis(1));
    /** More than it takes until a pass has come by. */
    private static final int ROUNDS = 200;
    private static final int FLIPS = 100;

    @TempDir
    Path folder;

    private final KeyBundle alice = KeyBundle.generate();

    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
    }

    private Path from() {
        return folder.resolve("from");
    }

    private Path to() {
        return folder.resolve("to");
    }

    private Path file() {
        return folder.resolve("chain");
    }

    private Chain open(Trust trust) {
        return Chain.open(from(), Session.of(alice), AteConfig.builder().compaction(AT_ONCE).build(),
                Genesis.of(Rules.inherit()).trust(trust));
    }

    private void aChain() {
        try (Chain chain = open(Trust.CENTRALIZED)) {
            DaoRef<Note> note = chain.store(new Note("one"));
            chain.run(dio -> dio.load(note).rules(Rules.inherit().writableBy(alice.publicKeys())));
            chain.store(new Note("long ".repeat(2_000)));
        }
    }

    private ChainCopy copied() throws IOException {
        try (RocksRedoLog log = RocksRedoLog.openToRead(from())) {
            return ChainCopy.make(log, only(log), SERVER, 7, file(), QUIET);
        }
    }

    private static StoredChain only(RocksRedoLog log) {
        return log.find(log.chains().getFirst().name()).orElseThrow();
    }

    private static List<String> rows(RocksRedoLog log) {
        List<String> rows = new ArrayList<>();
        log.rows(only(log).number(), (family, key, content) -> rows.add(family + " "
                + HexFormat.of().formatHex(key.toArray()) + " " + HexFormat.of().formatHex(content.toArray())));
        return rows;
    }

    private static boolean hasGap(RocksRedoLog log) {
        try (LogReader reader = log.reader(only(log).number(), 0, Reading.HEADERS)) {
            while (reader.next()) {
                if (reader.item() instanceof LogItem.Gap) {
                    return true;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aChainWithGapsIsTakenInAsItWas(Trust trust) throws IOException {
        boolean hasGap = false;
        for (int round = 0; !hasGap && round < ROUNDS; round++) {
            try (Chain chain = open(trust)) {
                DaoRef<Note> note = chain.store(new Note("stays"));
                for (int i = 0; i < 20; i++) {
                    String next = "note " + i;
                    chain.run(dio -> dio.load(note).update(_ -> new Note(next)));
                    chain.delete(chain.store(new Note("goes")));
                }
            }
            try (RocksRedoLog log = RocksRedoLog.openToRead(from())) {
                hasGap = hasGap(log);
            }
        }
        assertThat(hasGap).isTrue();
        ChainCopy copy = copied();
        List<String> rows;
        try (RocksRedoLog log = RocksRedoLog.openToRead(from())) {
            rows = rows(log);
        }
        try (RocksRedoLog log = RocksRedoLog.open(to())) {
            ChainArrival arrival = ChainArrival.of(file(), log, QUIET);
            assertThat(arrival.head().root().size()).isEqualTo(copy.end());
            assertThat(arrival.server()).isEqualTo(SERVER.publicKeys());
            assertThatThrownBy(() -> ChainArrival.of(file(), log, QUIET)).isInstanceOf(AteException.class)
                    .hasMessageContaining("there is a chain");
        }
        try (RocksRedoLog log = RocksRedoLog.open(to())) {
            assertThat(rows(log)).isEqualTo(rows);
            List<Finding> findings = new ArrayList<>();
            ChainVerifier.verify(log, only(log), findings::add, _ -> {
            });
            assertThat(findings).noneMatch(Finding::isFault);
        }
        try (Chain chain = Chain.open(to(), Session.of(alice))) {
            assertThat(chain.sequence()).isEqualTo(copy.end());
            chain.store(new Note("and on"));
        }
    }

    @Test
    void aChangedOrMissingByteIsNoticedAndNothingIsTaken() throws IOException {
        aChain();
        var _ = copied();
        byte[] whole = Files.readAllBytes(file());
        try (RocksRedoLog log = RocksRedoLog.open(to())) {
            for (int at = 0; at < whole.length; at += Math.max(1, whole.length / FLIPS)) {
                byte[] changed = whole.clone();
                changed[at] ^= 0x10;
                assertRefused(log, changed, "byte " + at);
                assertRefused(log, Arrays.copyOf(whole, at), "cut off at " + at);
            }
            assertRefused(log, new byte[0], "an empty file");
            Files.write(file(), whole);
            var _ = ChainArrival.of(file(), log, QUIET);
        }
    }

    private void assertRefused(RocksRedoLog log, byte[] content, String what) throws IOException {
        Files.write(file(), content);
        assertThatThrownBy(() -> ChainArrival.of(file(), log, QUIET)).as(what).isInstanceOf(CorruptionException.class);
        assertThat(log.chains()).isEmpty();
    }

    @Test
    void whatSomebodyLeavesOutIsNoticedAlsoWhereAllHashesFit() throws IOException {
        aChain();
        var _ = copied();
        for (String family : List.of("events", "payloads", "writers")) {
            Path changed = folder.resolve("without " + family);
            rewrite(changed, piece -> !(piece instanceof Piece.Row row && row.family().equals(family)));
            try (RocksRedoLog log = RocksRedoLog.open(folder.resolve("for " + family))) {
                assertThatThrownBy(() -> ChainArrival.of(changed, log, QUIET)).as(family)
                        .isInstanceOf(CorruptionException.class);
                assertThat(log.chains()).isEmpty();
                assertThat(log.damage()).as("the store itself is as it was").isEmpty();
            }
        }
    }

    /** Writes those pieces of the file again, with the hash that belongs to them. */
    private void rewrite(Path target, Predicate<Piece> kept) throws IOException {
        try (CopyReader in = new CopyReader(Files.newInputStream(file()), Files.size(file()));
                FileChannel to = HashedFile.fresh(target)) {
            CopyWriter out = new CopyWriter(to);
            for (Piece piece = in.next(); piece != null; piece = in.next()) {
                if (kept.test(piece)) {
                    switch (piece) {
                        case Piece.Genesis genesis ->
                                out.piece(CopyFile.GENESIS, new WireWriter().raw(genesis.signed()));
                        case Piece.Row row -> out.piece(CopyFile.ROW,
                                new WireWriter().name(row.family())
                                        .u8(row.key().length())
                                        .raw(row.key())
                                        .raw(row.content()));
                        case Piece.Head head -> out.piece(CopyFile.HEAD,
                                new WireWriter().slice16(head.server()).raw(head.head()));
                    }
                }
            }
            out.end();
        } catch (MalformedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void noCopyIsMadeOfADamagedChainAndTheFileBeforeStays() throws IOException {
        aChain();
        open(Trust.CENTRALIZED).close(); // which puts into files of their own what the write-ahead log held
        Files.writeString(file(), "the one before");
        try (var files = Files.list(from())) {
            for (Path blob : files.filter(each -> each.toString().endsWith(".blob")).toList()) {
                byte[] bytes = Files.readAllBytes(blob);
                bytes[bytes.length / 2] ^= 1;
                Files.write(blob, bytes);
            }
        }
        assertThatThrownBy(this::copied).hasMessageContaining("no copy is made of chain");
        assertThat(file()).hasContent("the one before");
        assertThat(folder.resolve("chain.new")).doesNotExist();
    }
}
