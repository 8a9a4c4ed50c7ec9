package io.ate.internal.log;

import io.ate.internal.backup.Backup;
import io.ate.internal.backup.BackupFolder;
import io.ate.internal.backup.KeptBackup;
import io.ate.internal.backup.Restoration;
import io.ate.internal.backup.StoreBackup;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Real processes that take backups, or restore them, are killed. */
final class KilledBackupTest {
    private static final int ROUNDS = 4;
    private static final int CHAINS = 3;

    @TempDir
    private Path place = Path.of("set by JUnit");

    private Path backups = Path.of("set below");

    @BeforeEach
    void makeIdentity() throws Exception {
        Files.writeString(Files.createDirectory(place.resolve("data")).resolve("identity.key"), "secret");
        backups = place.resolve("backups");
    }

    @Test
    void killedAtAnyInstantEveryBackupThatCountsIsOfOneMomentAndTheNextIsMade() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path folder = place.resolve("written");
        KilledStore store = new KilledStore(folder, seed, CHAINS);
        for (int round = 0; round < ROUNDS; round++) {
            store.runAndKill(1 + random.nextInt(3000), Appender.BACKED_UP);
            assertAllWholeBackupsHold(seed, "round " + round + " of seed " + seed);
        }
        try (RocksRedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            var _ = new StoreBackup(log, place.resolve("data"), "ab".repeat(32)).addTo(backups, 1, 3, (_, _, _) -> {
            });
        }
        assertAllWholeBackupsHold(seed, "the last of seed " + seed);
        try (BackupFolder folderOfBackups = BackupFolder.read(backups)) {
            assertThat(folderOfBackups.whole()).isNotEmpty().hasSizeLessThanOrEqualTo(3);
        }
    }

    private void assertAllWholeBackupsHold(long seed, String when) throws Exception {
        if (!Files.exists(backups)) {
            return;
        }
        try (BackupFolder folder = BackupFolder.read(backups)) {
            assertThat(folder.all()).as(when).allSatisfy(each -> assertThat(each).isInstanceOf(KeptBackup.Whole.class));
            for (Backup each : folder.whole()) {
                Path target = place.resolve("restored-" + each.number() + "-" + Integer.toHexString(when.hashCode()));
                var _ = new Restoration(folder, each, target, 1).run(false, (_, _, _) -> {
                });
                if (each.facts().chains().size() == CHAINS) {
                    new KilledStore(target, seed, CHAINS).assertHoldsWhatWasAcknowledged(target.resolve("store"), when);
                }
            }
        }
    }

    @Test
    void aRestorationThatIsKilledLeavesNothingInThePlaceOrWhatWasThereAndTheNextOneIsWhole() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path data = place.resolve("data");
        SampleChain chain;
        try (RocksRedoLog log = RocksRedoLog.open(data.resolve("store"), StoreOptions.small())) {
            chain = new SampleChain(log, "notes", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(300, 10_000)).isDurable()).isTrue();
            var _ = new StoreBackup(log, data, "ab".repeat(32)).addTo(backups, 1, 3, (_, _, _) -> {
            });
            assertThat(chain.append(log, chain.commit(1, 10)).isDurable()).isTrue();
        }
        for (int round = 0; round < ROUNDS; round++) {
            killRestoring(data, 1 + random.nextInt(12));
            if (Files.exists(data)) {
                try (RocksRedoLog log = RocksRedoLog.open(data.resolve("store"), StoreOptions.small())) {
                    assertThat(log.end(chain.number())).as("seed %s", seed)
                            .isEqualTo(log.epoch() == 1 ? 301 : 300);
                }
            }
        }
        try (BackupFolder folder = BackupFolder.read(backups)) {
            var _ = new Restoration(folder, folder.whole().getFirst(), data, 1).run(true, (_, _, _) -> {
            });
        }
        try (RocksRedoLog log = RocksRedoLog.open(data.resolve("store"), StoreOptions.small())) {
            assertThat(log.end(chain.number())).isEqualTo(300);
        }
    }

    private void killRestoring(Path data, int lines) throws Exception {
        Process process = ChildProcess.start(List.of(), Restorer.class, backups.toString(), data.toString());
        try (BufferedReader read = process.inputReader()) {
            for (int i = 0; i < lines && read.readLine() != null; i++) {
                // it goes on meanwhile
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Restores, and says a word at each step. */
    static final class Restorer {
        private Restorer() {}

        /** Arguments: the folder of backups, and the one to restore to. */
        public static void main(String[] arguments) throws Exception {
            Lifeline.hold();
            try (BackupFolder folder = BackupFolder.read(Path.of(arguments[0]))) {
                var _ = new Restoration(folder, folder.whole().getFirst(), Path.of(arguments[1]), 1).run(true,
                        (stage, _, _) -> System.out.println(stage));
                System.out.println("done");
            }
        }
    }
}
