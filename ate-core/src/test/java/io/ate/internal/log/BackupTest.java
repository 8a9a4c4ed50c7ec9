package io.ate.internal.log;

import io.ate.AteException;
import io.ate.StoreDamagedException;
import io.ate.StoreInUseException;
import io.ate.internal.backup.Backup;
import io.ate.internal.backup.BackupFolder;
import io.ate.internal.backup.KeptBackup;
import io.ate.internal.backup.Progress;
import io.ate.internal.backup.Restoration;
import io.ate.internal.backup.StoreBackup;
import io.ate.internal.crypto.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Backups of real stores, what is made of them, and what must not come of it. */
final class BackupTest {
    private static final String SERVER = "5e".repeat(32);
    private static final Progress QUIET = (_, _, _) -> {
    };

    private final Random random = new Random(47);
    private final List<LogEntry.Append> commits = new ArrayList<>();

    @TempDir
    private Path place = Path.of("set by JUnit");

    private Path data = Path.of("set below");
    private Path backups = Path.of("set below");

    @BeforeEach
    void makeIdentity() throws IOException {
        data = Files.createDirectory(place.resolve("data"));
        backups = place.resolve("backups");
        Files.writeString(data.resolve("identity.key"), "secret");
        Files.setPosixFilePermissions(data.resolve("identity.key"), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void whatWasAcknowledgedBeforeIsInTheBackupAndWhatComesMeanwhileWaitsForNothing() throws Exception {
        SampleChain chain;
        try (RocksRedoLog log = open(data)) {
            chain = chain(log);
            grow(log, chain, 20);
            long end = log.end(chain.number());
            var added = new StoreBackup(log, data, SERVER).addTo(backups, 7, 1, (_, _, _) -> grow(log, chain, 1));
            assertThat(log.end(chain.number())).as("commits were made while it ran").isGreaterThan(end);
            assertThat(added.backup().facts().chains()).singleElement()
                    .satisfies(each -> assertThat(each.end()).isGreaterThanOrEqualTo(end))
                    .satisfies(each -> assertThat(each.id()).isEqualTo(chain.genesis().chainId()));
            assertThat(added.backup().time()).isEqualTo(7);
        }
        assertRestores(chain, 1);
    }

    @Test
    void aSecondBackupCopiesWhatIsNewAndLinksTheRest() throws Exception {
        SampleChain chain;
        try (RocksRedoLog log = open(data)) {
            chain = chain(log);
            assertThat(chain.append(log, keep(chain.commit(200, 10_000))).isDurable()).isTrue();
            assertThat(take(log, 5).copied()).isGreaterThan(2_000_000);
            grow(log, chain, 1);
            assertThat(take(log, 5).copied()).isLessThan(200_000);
        }
        Path blob = StoreFiles.largest(backups.resolve("1/files"), ".blob");
        assertThat(Files.getAttribute(blob, "unix:nlink")).isEqualTo(2);
        assertRestores(chain, 2);
    }

    @Test
    void onlySoManyAreKept() throws Exception {
        try (RocksRedoLog log = open(data)) {
            SampleChain chain = chain(log);
            for (int i = 0; i < 5; i++) {
                grow(log, chain, 3);
                take(log, 2);
            }
        }
        assertThat(numbers()).containsExactly(4L, 5L);
        assertThat(names(backups)).containsExactlyInAnyOrder("4", "5", "lock");
    }

    @Test
    void onlyTheOwnerReadsABackupAndTheIdentityIsInIt() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        assertThat(modes(backups)).isEqualTo("rwx------");
        assertThat(modes(backups.resolve("1"))).isEqualTo("rwx------");
        assertThat(modes(backups.resolve("1/identity.key"))).isEqualTo("rw-------");
        restore(place.resolve("restored"), 1, false);
        assertThat(place.resolve("restored/identity.key")).hasContent("secret");
        assertThat(modes(place.resolve("restored/identity.key"))).isEqualTo("rw-------");
    }

    @Test
    void aBackupThatWasDamagedIsNamedAndNotRestoredNorTakenOverByTheNext() throws Exception {
        SampleChain chain;
        try (RocksRedoLog log = open(data)) {
            chain = chain(log);
            assertThat(chain.append(log, keep(chain.commit(200, 10_000))).isDurable()).isTrue();
            take(log, 5);
            Path blob = StoreFiles.largest(backups.resolve("1/files"), ".blob");
            StoreFiles.flip(blob, Files.size(blob) / 2);
            assertThatThrownBy(() -> restore(place.resolve("restored"), 1, false))
                    .isInstanceOf(StoreDamagedException.class)
                    .hasMessageContaining("backup 1 is damaged: " + blob.getFileName());
            assertThat(names(place)).as("nothing is left of the attempt")
                    .containsExactlyInAnyOrder("data", "backups");
            take(log, 5);
        }
        assertRestores(chain, 2);
    }

    @Test
    void aBackupThatMissesSomethingOrIsShorterIsNotOffered() throws Exception {
        try (RocksRedoLog log = open(data)) {
            SampleChain chain = chain(log);
            for (int i = 0; i < 4; i++) {
                grow(log, chain, 2);
                take(log, 9);
            }
        }
        Path table = StoreFiles.largest(backups.resolve("1/files"), ".sst");
        Files.delete(table);
        Path manifest = StoreFiles.of(backups.resolve("2/files"), "")
                .stream()
                .filter(each -> each.toString().contains("MANIFEST"))
                .findFirst()
                .orElseThrow();
        StoreFiles.truncate(manifest, Files.size(manifest) - 1);
        StoreFiles.flip(backups.resolve("3/backup"), 20);
        try (BackupFolder folder = BackupFolder.read(backups)) {
            assertThat(folder.all()).satisfiesExactly(
                    one -> assertThat(one).isEqualTo(
                            new KeptBackup.Damaged(1, table.getFileName() + " is missing")),
                    two -> assertThat(two).hasToString("Damaged[number=2, what=" + manifest.getFileName() + " had "
                            + (Files.size(manifest) + 1) + " bytes and has " + Files.size(manifest) + "]"),
                    three -> assertThat(three).isEqualTo(new KeptBackup.Damaged(3, "its list is damaged")),
                    four -> assertThat(four).isInstanceOf(KeptBackup.Whole.class));
            assertThat(folder.whole()).extracting(Backup::number).containsExactly(4L);
        }
    }

    @Test
    void aListThatNamesWhatIsNoFileOfAStoreIsNone() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        Path list = backups.resolve("1/backup");
        List<String> lines = Files.readAllLines(list);
        String identity = lines.stream().filter(each -> each.contains("identity.key")).findFirst().orElseThrow();
        for (String wrong : List.of(identity.replace("identity.key", ".."), identity.replace("identity.key", "guard"),
                identity + "\n" + identity)) {
            String text = String.join("\n", lines.subList(0, lines.size() - 1)).replace(identity, wrong) + "\n";
            Files.writeString(list, text + "sha256 " + Sha256.plain(text.getBytes(StandardCharsets.US_ASCII)) + "\n");
            try (BackupFolder folder = BackupFolder.read(backups)) {
                assertThat(folder.all()).singleElement().asString().startsWith("Damaged[number=1, what=its list names");
            }
        }
    }

    @Test
    void aDamagedStoreIsNotBackedUpAndTheOlderBackupsStay() throws Exception {
        try (RocksRedoLog log = open(data)) {
            SampleChain chain = chain(log);
            assertThat(chain.append(log, keep(chain.commit(200, 10_000))).isDurable()).isTrue();
            take(log, 1);
        }
        Path blob = StoreFiles.largest(data.resolve("store"), ".blob");
        StoreFiles.flip(blob, Files.size(blob) / 2);
        try (RocksRedoLog log = open(data)) {
            assertThatThrownBy(() -> take(log, 1)).isInstanceOf(StoreDamagedException.class);
        }
        assertThat(numbers()).containsExactly(1L);
        assertThat(names(data)).as("nothing is left of the attempt")
                .containsExactlyInAnyOrder("store", "identity.key");
    }

    @Test
    void aRowThatIsNotTheOneWrittenUnderItsKeyIsNotBackedUp() throws Exception {
        SampleChain chain;
        try (RocksRedoLog log = open(data)) {
            chain = chain(log);
            grow(log, chain, 3);
        }
        try (RocksStore raw = RocksStore.open(data.resolve("store"), StoreOptions.small())) {
            ChainKeys keys = new ChainKeys(chain.shard(), chain.number());
            byte[] another = Objects.requireNonNull(raw.get(Family.EVENTS, keys.event(3)), "the third");
            raw.put(Family.EVENTS, keys.event(2), another);
        }
        try (RocksRedoLog log = open(data)) {
            assertThatThrownBy(() -> take(log, 1)).isInstanceOf(StoreDamagedException.class)
                    .hasMessageContaining("a row of its EVENTS");
        }
    }

    @Test
    void aFolderHoldsBackupsOfOneServerAndLiesElsewhere() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
            assertThatThrownBy(() -> new StoreBackup(log, data, "0b".repeat(32)).addTo(backups, 1, 1, QUIET))
                    .isInstanceOf(AteException.class)
                    .hasMessageContaining("holds backups of another server");
            for (Path wrong : List.of(data, data.resolve("store/backups"), data.resolve("mine/backups"), place)) {
                assertThatThrownBy(() -> new StoreBackup(log, data, SERVER).addTo(wrong, 1, 1, QUIET))
                        .isInstanceOf(AteException.class)
                        .hasMessageContaining("name another folder");
            }
        }
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void whoBreaksOffABackupLeavesNothing() throws Exception {
        try (RocksRedoLog log = open(data)) {
            SampleChain chain = chain(log);
            grow(log, chain, 5);
            take(log, 1);
            for (Progress.Stage stage : Progress.Stage.values()) {
                assertThatThrownBy(() -> new StoreBackup(log, data, SERVER).addTo(backups, 1, 1, (at, _, _) -> {
                    if (at == stage) {
                        throw new IllegalStateException("enough");
                    }
                })).hasMessage("enough");
            }
        }
        assertThat(names(backups)).containsExactlyInAnyOrder("1", "lock");
        assertThat(names(data)).containsExactlyInAnyOrder("store", "identity.key");
    }

    @Test
    void whatIsReadBackOtherwiseThanItWasWrittenDoesNotCount() throws Exception {
        try (RocksRedoLog log = open(data)) {
            SampleChain chain = chain(log);
            assertThat(chain.append(log, keep(chain.commit(20, 10_000))).isDurable()).isTrue();
            assertThatThrownBy(() -> new StoreBackup(log, data, SERVER).addTo(backups, 1, 1, (stage, done, _) -> {
                if (stage == Progress.Stage.READING_BACK && done == 0) {
                    StoreFiles.flip(StoreFiles.largest(backups.resolve("1.new/files"), ".blob"), 5000);
                }
            })).isInstanceOf(IOException.class).hasMessageContaining("look after that disk");
        }
        assertThat(names(backups)).containsExactly("lock");
    }

    @Test
    void aCheckpointThatCannotBeMadeSaysNothingAgainstTheStore() {
        try (RocksRedoLog log = open(data)) {
            assertThatThrownBy(() -> log.checkpoint(data.resolve("store"))).isInstanceOf(AteException.class)
                    .hasMessageContaining("cannot be copied to");
            assertThat(log.damage()).isEmpty();
            grow(log, chain(log), 1);
        }
    }

    @Test
    void oneAtATimeWorksInAFolderOfBackups() throws Exception {
        try (RocksRedoLog log = open(data)) {
            var _ = new StoreBackup(log, data, SERVER).addTo(backups, 1, 1, (_, _, _) -> assertThatThrownBy(
                    () -> BackupFolder.read(backups)).isInstanceOf(AteException.class)
                    .hasMessageContaining("are in use"));
        }
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void eachRestorationBeginsAnEpochOfItsOwnAndNumbersThatWereNeverGiven() throws Exception {
        long starts;
        try (RocksRedoLog log = open(data)) {
            assertThat(log.epoch()).isEqualTo(1);
            starts = log.starts();
            take(log, 1);
        }
        List<Long> given = new ArrayList<>(List.of(starts));
        for (int i = 0; i < 3; i++) {
            Path restored = place.resolve("restored" + i);
            assertThat(restore(restored, 1, false).epoch()).isEqualTo(2 + i);
            try (RocksRedoLog log = open(restored)) {
                assertThat(log.epoch()).isEqualTo(2 + i);
                assertThat(log.starts()).isGreaterThan(given.getLast() + 100_000); // so often it may have been opened
                given.add(log.starts());
            }
        }
    }

    @Test
    void restorationsThatKnowNothingOfEachOtherShareNeitherEpochNorNumbersAndTheLaterOneIsHigher() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        long epoch = 0;
        long starts = 0;
        for (int i = 0; i < 3; i++) {
            Files.deleteIfExists(backups.resolve("epoch")); // as in another copy of the folder
            time = 1_795_485_633_000L + i * 1_000L;
            Path restored = place.resolve("of another copy" + i);
            assertThat(restore(restored, 1, false).epoch()).isEqualTo(time / 1_000).isGreaterThan(epoch);
            try (RocksRedoLog log = open(restored)) {
                assertThat(log.starts()).isGreaterThan(starts);
                epoch = log.epoch();
                starts = log.starts();
            }
        }
    }

    @Test
    void whatCannotTakeTheStoreIsSaidBeforeAnythingIsDone() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        assertThatThrownBy(() -> restore(Path.of("/proc"), 1, true)).isInstanceOf(AteException.class)
                .hasMessageContaining("a file system is mounted at /proc");
        for (Path other : List.of(backups, backups.resolve("1"), place)) {
            assertThatThrownBy(() -> restore(other, 1, true)).isInstanceOf(AteException.class)
                    .hasMessageContaining("which has to do with the backups in " + backups);
        }
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void theEpochFollowsOnThatOfTheStoreWhichIsPutAside() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        restore(data, 1, true);
        Files.delete(backups.resolve("epoch")); // as if that had been lost, or another copy of the backups were used
        assertThat(restore(data, 1, true).epoch()).isEqualTo(3);
    }

    @Test
    void aFolderWithAStoreIsLeftAloneAndWhatItHasMoreIsTold() throws Exception {
        SampleChain chain;
        try (RocksRedoLog log = open(data)) {
            chain = chain(log);
            grow(log, chain, 3);
            take(log, 1);
            grow(log, chain, 4);
            new SampleChain(log, "later", random).createdIn(log);
            assertThatThrownBy(() -> restore(data, 1, true)).isInstanceOf(StoreInUseException.class);
        }
        List<String> before = names(data);
        assertThatThrownBy(() -> restore(data, 1, false)).isInstanceOf(AteException.class)
                .hasMessageContaining("chain later: here up to 0, not in the backup")
                .hasMessageContaining("chain notes: here up to 7, in the backup up to 3")
                .hasMessageContaining("--force");
        assertThat(names(data)).isEqualTo(before);
        Restoration.Restored restored = restore(data, 1, true);
        try (RocksRedoLog log = open(data)) {
            assertThat(log.end(number(log, chain))).isEqualTo(3);
            Logs.assertHolds(log, renumbered(log, chain), commits.subList(0, 3));
        }
        try (RocksRedoLog log = RocksRedoLog.open(restored.aside().orElseThrow().resolve("store"))) {
            assertThat(log.end(number(log, chain))).isEqualTo(7);
        }
    }

    @Test
    void aFolderWithOtherThingsIsLeftAloneAndAnEmptyOneIsTaken() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        Path other = Files.createDirectory(place.resolve("other"));
        assertThat(restore(other, 1, false).aside()).isEmpty();
        Path full = Files.createDirectory(place.resolve("full"));
        Files.createFile(full.resolve("letter"));
        assertThatThrownBy(() -> restore(full, 1, false)).isInstanceOf(AteException.class)
                .hasMessageContaining("is not empty, and holds no store");
        try (BackupFolder nothing = BackupFolder.read(full)) {
            assertThat(nothing.all()).isEmpty();
        }
        assertThat(names(full)).containsExactly("letter");
    }

    @Test
    void aStoreThatCannotBeOpenedIsPutAsideAllTheSame() throws Exception {
        try (RocksRedoLog log = open(data)) {
            take(log, 1);
        }
        Files.delete(data.resolve("store/CURRENT"));
        assertThatThrownBy(() -> restore(data, 1, false)).isInstanceOf(AteException.class)
                .hasMessageContaining("what it holds cannot be told");
        assertThat(restore(data, 1, true).epoch()).isEqualTo(2);
    }

    private void assertRestores(SampleChain chain, long number) throws Exception {
        Path restored = place.resolve("restored");
        Backup backup = restore(restored, number, false).backup();
        long end = backup.facts().byName().get(chain.name()).end();
        try (RocksRedoLog log = open(restored)) {
            List<LogEntry.Append> expected = commits.stream().filter(each -> each.record().last() <= end).toList();
            Logs.assertHolds(log, renumbered(log, chain), expected);
            assertThat(log.end(number(log, chain))).isEqualTo(end);
        }
    }

    private static SampleChain renumbered(RedoLog log, SampleChain chain) {
        assertThat(number(log, chain)).isEqualTo(chain.number());
        return chain;
    }

    private static long number(RedoLog log, SampleChain chain) {
        return log.find(chain.name()).orElseThrow().number();
    }

    private SampleChain chain(RedoLog log) {
        return new SampleChain(log, "notes", random).createdIn(log);
    }

    private void grow(RedoLog log, SampleChain chain, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(chain.append(log, keep(chain.commit(1, 500))).isDurable()).isTrue();
        }
    }

    private LogEntry.Append keep(LogEntry.Append commit) {
        commits.add(commit);
        return commit;
    }

    private static RocksRedoLog open(Path data) {
        return RocksRedoLog.open(data.resolve("store"), StoreOptions.small());
    }

    private BackupFolder.Added take(RocksRedoLog log, int keep) throws IOException {
        return new StoreBackup(log, data, SERVER).addTo(backups, 1, keep, QUIET);
    }

    /** When stores are restored: by itself long ago, as by a clock that is wrong. */
    private long time = 1;

    private Restoration.Restored restore(Path target, long number, boolean force) throws IOException {
        try (BackupFolder folder = BackupFolder.read(backups)) {
            Backup backup = folder.whole().stream().filter(each -> each.number() == number).findFirst().orElseThrow();
            return new Restoration(folder, backup, target, time).run(force, QUIET);
        }
    }

    private List<Long> numbers() throws IOException {
        try (BackupFolder folder = BackupFolder.read(backups)) {
            return folder.whole().stream().map(Backup::number).toList();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static String modes(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
