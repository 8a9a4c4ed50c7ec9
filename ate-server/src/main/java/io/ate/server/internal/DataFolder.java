package io.ate.server.internal;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.NoSuchChainException;
import io.ate.internal.backup.BackupFolder;
import io.ate.internal.backup.Progress;
import io.ate.internal.backup.StoreBackup;
import io.ate.internal.copy.ChainArrival;
import io.ate.internal.copy.ChainCopy;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.RocksRedoLog;
import io.ate.server.BackupPlan;
import io.ate.server.Backups;
import io.ate.server.Compactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
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
    private static final String BACKUP = "backup";
    private static final String COPY = "copy";
    private static final String TAKE_IN = "take-in";
    private static final String COMPACT = "compact";
    private static final String CHAIN = "chain";
    private static final String CHAINS = "chains";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final String LEFT = "left";
    private static final String FAILED = "failed";
    /** So many are told of. */
    private static final int FAILURES = 20;
    private static final String FILE = "file";
    private static final String ID = "id";
    private static final String END = "end";
    private static final String SERVER = "server";
    private static final String TIME = "time";
    private static final String MISSING = "missing";
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
            Optional<Map<String, String>> done = told(BACKUP, terms, progress);
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
        return here((log, identity) -> {
            Path to = target.orElseThrow(() -> new AteException("name a folder for the backup"));
            BackupFolder.Added added = new StoreBackup(log, folder, identity.publicKeys().fingerprint()).addTo(to,
                    System.currentTimeMillis(), keep > 0 ? keep : BackupPlan.KEEP, shown(progress));
            return new Backups.Taken(to, added.backup().number(), added.backup().bytes(), added.copied(),
                    added.removed());
        });
    }

    /** Copies one chain into a file; see {@link Backups#copyChain}. */
    public Backups.Copied copyChain(ChainName chain, Path file, Backups.Progress progress) {
        Path target = file.toAbsolutePath().normalize();
        try {
            Optional<Map<String, String>> done = told(COPY, Map.of(CHAIN, chain.text(), FILE, target.toString()),
                    progress);
            Map<String, String> terms = done.isPresent() ? done.get()
                    : here((log, identity) -> copied(ServerBackups.copyChain(
                            new StoreBackup(log, folder, identity.publicKeys().fingerprint()), chain, target, identity,
                            System.currentTimeMillis(), shown(progress))));
            if (terms.containsKey(MISSING)) {
                throw new NoSuchChainException(terms.getOrDefault(MISSING, ""));
            }
            return new Backups.Copied(target, chain.text(), terms.getOrDefault(ID, ""), number(terms, END),
                    number(terms, BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("the chain " + chain + " was not copied to " + target + ": "
                    + e.getMessage(), e);
        }
    }

    /** Has the server that runs here compact a chain, or all; see {@link Compactions#run}. */
    public Compactions.Compacted compact(Optional<ChainName> chain, Backups.Progress progress) {
        try {
            Map<String, String> terms = told(COMPACT, chain.map(name -> Map.of(CHAIN, name.text())).orElse(Map.of()),
                    progress)
                    .orElseThrow(() -> new AteException("no server runs on " + folder
                            + ": start it, which compacts its chains by itself as they grow, or ask again then"));
            if (terms.containsKey(MISSING)) {
                throw new NoSuchChainException(terms.getOrDefault(MISSING, ""));
            }
            return new Compactions.Compacted((int) number(terms, CHAINS), number(terms, BEFORE), number(terms, AFTER),
                    number(terms, LEFT),
                    terms.getOrDefault(FAILED, "").lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("what became of compacting in " + folder + " is not known: "
                    + e.getMessage() + ". Nothing is lost by it: ask again", e);
        }
    }

    /** Takes in a chain from a file; see {@link Backups#takeIn}. */
    public Backups.Arrived takeIn(Path file, Backups.Progress progress) {
        Path source = file.toAbsolutePath().normalize();
        try {
            Optional<Map<String, String>> done = told(TAKE_IN, Map.of(FILE, source.toString()), progress);
            Map<String, String> terms = done.isPresent() ? done.get()
                    : here((log, _) -> arrived(ChainArrival.of(source, log, shown(progress))));
            return new Backups.Arrived(terms.getOrDefault(CHAIN, ""), terms.getOrDefault(ID, ""), number(terms, END),
                    terms.getOrDefault(SERVER, ""), Instant.ofEpochMilli(number(terms, TIME)));
        } catch (IOException e) {
            throw new UncheckedIOException("no chain was taken from " + source + ": " + e.getMessage(), e);
        }
    }

    private Optional<Map<String, String>> told(String command, Map<String, String> terms, Backups.Progress progress)
            throws IOException {
        return new ControlCall(new ControlPlace(folder)).run(new ControlMessage.Command(command, terms), progress);
    }

    /** Something that is done with a store on which no server runs. */
    @FunctionalInterface
    private interface Work<T> {
        T with(RocksRedoLog log, HeldKeys identity) throws IOException;
    }

    private <T> T here(Work<T> work) throws IOException {
        Path store = folder.resolve(ServerFolder.STORE);
        if (!RocksRedoLog.isIn(store)) {
            throw new AteException("there is no store in " + folder + ": name the data folder of a server (--data)");
        }
        try (HeldKeys identity = HeldKeys.load(folder.resolve(ServerIdentity.FILE), Entropy.system());
                RocksRedoLog log = RocksRedoLog.open(store)) {
            return work.with(log, identity);
        }
    }

    private static Progress shown(Backups.Progress progress) {
        return (stage, done, total) -> progress.at(text(stage), done, total);
    }

    /** What a server does that is told so by these. */
    static Map<String, ControlSocket.Command> commands(ServerBackups backups, ServerCompaction compaction) {
        return Map.of(COMPACT, compact(compaction), BACKUP, backup(backups), COPY, copy(backups), TAKE_IN,
                (terms, told) -> arrived(
                        backups.takeIn(Path.of(terms.getOrDefault(FILE, "")), shown(told::at))));
    }

    private static ControlSocket.Command compact(ServerCompaction compaction) {
        return (terms, told) -> {
            try {
                Compactions.Compacted done = compaction.run(Optional.ofNullable(terms.get(CHAIN)).map(ChainName::new),
                        told);
                return Map.of(CHAINS, Integer.toString(done.chains()), BEFORE, Long.toString(done.before()), AFTER,
                        Long.toString(done.after()), LEFT, Long.toString(done.left()), FAILED,
                        done.failed().stream().limit(FAILURES).collect(Collectors.joining("\n")));
            } catch (NoSuchChainException e) {
                return Map.of(MISSING, String.valueOf(e.getMessage()));
            }
        };
    }

    private static ControlSocket.Command copy(ServerBackups backups) {
        return (terms, told) -> {
            try {
                return copied(backups.copyChain(new ChainName(terms.getOrDefault(CHAIN, "")),
                        Path.of(terms.getOrDefault(FILE, "")), shown(told::at)));
            } catch (NoSuchChainException e) {
                return Map.of(MISSING, String.valueOf(e.getMessage()));
            }
        };
    }

    private static Map<String, String> copied(ChainCopy copy) {
        return Map.of(ID, copy.id().toString(), END, Long.toString(copy.end()), BYTES, Long.toString(copy.bytes()));
    }

    private static Map<String, String> arrived(ChainArrival arrival) {
        return Map.of(CHAIN, arrival.name().text(), ID, arrival.head().chain().toString(), END,
                Long.toString(arrival.head().root().size()), SERVER, arrival.server().fingerprint(), TIME,
                Long.toString(arrival.head().time()));
    }

    private static ControlSocket.Command backup(ServerBackups backups) {
        return (terms, told) -> {
            Backups.Taken taken = backups.take(Optional.ofNullable(terms.get(TARGET)).map(Path::of),
                    Integer.parseInt(terms.getOrDefault(KEEP, "0")),
                    shown(told::at));
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
