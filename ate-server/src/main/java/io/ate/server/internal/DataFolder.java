package io.ate.server.internal;

import io.ate.AteException;
import io.ate.internal.backup.BackupFolder;
import io.ate.internal.backup.Progress;
import io.ate.internal.backup.StoreBackup;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.RocksRedoLog;
import io.ate.server.BackupPlan;
import io.ate.server.Backups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A server's data folder, seen by who administers it: what is to be done there is done by the server that runs on it,
 * or here if there is none. Immutable.
 */
public record DataFolder(Path folder) {
    static final String BACKUP = "backup";
    private static final String TARGET = "folder";
    private static final String KEEP = "keep";
    private static final String NUMBER = "number";
    private static final String BYTES = "bytes";
    private static final String COPIED = "copied";
    private static final String REMOVED = "removed";

    /** Takes a backup; see {@link Backups#take}. */
    public Backups.Taken backUp(Optional<Path> target, int keep, Backups.Progress progress) {
        Map<String, String> terms = new TreeMap<>(Map.of(KEEP, Integer.toString(keep)));
        target.ifPresent(path -> terms.put(TARGET, path.toAbsolutePath().normalize().toString()));
        try {
            Optional<Map<String, String>> done = new ControlCall(new ControlPlace(folder))
                    .run(new ControlMessage.Command(BACKUP, terms), progress);
            return done.isPresent() ? taken(done.get()) : backUpHere(target, keep, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the backup of " + folder + " came to no good end: " + e.getMessage()
                            + ". Those before are as they "
                            + "were",
                    e);
        }
    }

    private Backups.Taken backUpHere(Optional<Path> target, int keep, Backups.Progress progress) throws IOException {
        Path store = folder.resolve(ServerFolder.STORE);
        if (!RocksRedoLog.isIn(store)) {
            throw new AteException("there is no store in " + folder + ": name the data folder of a server (--data)");
        }
        Path to = target.orElseThrow(() -> new AteException("name a folder for the backup"));
        try (HeldKeys identity = HeldKeys.load(folder.resolve(ServerIdentity.FILE), Entropy.system());
                RocksRedoLog log = RocksRedoLog.open(store)) {
            BackupFolder.Added added = new StoreBackup(log, folder, identity.publicKeys().fingerprint()).addTo(to,
                    System.currentTimeMillis(), keep > 0 ? keep : BackupPlan.KEEP,
                    (stage, done, total) -> progress.at(text(stage), done, total));
            return new Backups.Taken(to, added.backup().number(), added.backup().bytes(), added.copied(),
                    added.removed());
        }
    }

    /** What the server does that it is told so. */
    static ControlSocket.Command backup(ServerBackups backups) {
        return (terms, told) -> {
            Backups.Taken taken = backups.take(Optional.ofNullable(terms.get(TARGET)).map(Path::of),
                    Integer.parseInt(terms.getOrDefault(KEEP, "0")),
                    (stage, done, total) -> told.at(text(stage), done, total));
            return Map.of(TARGET, taken.folder().toString(), NUMBER, Long.toString(taken.number()), BYTES,
                    Long.toString(taken.bytes()), COPIED, Long.toString(taken.copied()), REMOVED,
                    taken.removed().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        };
    }

    private static Backups.Taken taken(Map<String, String> terms) throws IOException {
        try {
            List<Long> removed = Arrays.stream(terms.getOrDefault(REMOVED, "").split(" ", -1))
                    .filter(each -> !each.isEmpty())
                    .map(Long::parseLong)
                    .toList();
            return new Backups.Taken(Path.of(terms.getOrDefault(TARGET, "")), number(terms, NUMBER),
                    number(terms, BYTES), number(terms, COPIED), removed);
        } catch (IllegalArgumentException e) {
            throw new IOException("the server's answer makes no sense", e);
        }
    }

    private static long number(Map<String, String> terms, String name) {
        return Long.parseLong(terms.getOrDefault(name, ""));
    }

    /** What is done in that stage, for people. */
    public static String text(Progress.Stage stage) {
        return switch (stage) {
            case CHECKING -> "checking the store";
            case COPYING -> "copying";
            case READING_BACK -> "reading back";
        };
    }
}
