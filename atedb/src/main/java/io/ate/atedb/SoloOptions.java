package io.ate.atedb;

import io.ate.CompactionPolicy;
import io.ate.atedb.place.Durations;
import io.ate.atedb.place.Settings;
import io.ate.atedb.place.Sizes;
import io.ate.server.BackupPlan;
import io.ate.server.ServerConfig;
import io.ate.server.ServerLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** How a server is to run. Confined to the thread that runs the command. */
final class SoloOptions {
    @Parameters(paramLabel = "DATA", arity = "0..1",
            description = "The folder of the store, made if need be (default: ~/.local/share/ate/db).")
    private @Nullable Path data;

    @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", converter = ListenAddress.class,
            description = "Listen on this address and no other; 0.0.0.0 is every one of this machine (default: "
                    + "${DEFAULT-VALUE}).")
    private InetAddress listen = InetAddress.getLoopbackAddress();

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "5000",
            description = "Listen on this port; 0 picks a free one and prints it (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "10000",
            description = "Accept at most so many connections at a time (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--max-chain-size", paramLabel = "SIZE", converter = Sizes.class,
            description = "Let a chain take at most so much space, such as 10GiB (default: no limit).")
    private @Nullable Long chainSize;

    @Option(names = "--compact", paramLabel = "auto|never", defaultValue = "auto",
            description = "Remove values that were overwritten, or whose objects are gone, when a chain has grown "
                    + "enough, or never (default: ${DEFAULT-VALUE}).")
    private Compact compact = Compact.AUTO;

    @Option(names = "--compact-factor", paramLabel = "FACTOR", defaultValue = "0.4",
            description = "Compact a chain when it has grown by so much of its size, and 1 MiB at least, since the last "
                    + "time (default: ${DEFAULT-VALUE}).")
    private double compactFactor;

    @Option(names = "--compact-size", paramLabel = "SIZE", defaultValue = "100MiB", converter = Sizes.class,
            description = "Compact it when it has grown by so much (default: ${DEFAULT-VALUE}).")
    private long compactSize;

    @Option(names = "--compact-timer", paramLabel = "DURATION", defaultValue = "1h", converter = Durations.class,
            description = "Compact it when it has grown at all and so long has passed (default: ${DEFAULT-VALUE}).")
    private Duration compactTimer = Duration.ZERO;

    @Option(names = "--compact-recent", paramLabel = "DURATION", defaultValue = "5m", converter = Durations.class,
            description = "Values that were stored within that time stay, so that who follows changes and is no further "
                    + "behind misses none (default: ${DEFAULT-VALUE}).")
    private Duration compactRecent = Duration.ZERO;

    /** Whether old values are removed. */
    enum Compact {
        AUTO, NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--backup-path", paramLabel = "FOLDER",
            description = "Let backups go into this folder: those that \"atedb backup\" asks for without naming one, "
                    + "and those of --backup-timer (default: none).")
    private @Nullable Path backupPath;

    @Option(names = "--backup-timer", paramLabel = "DURATION", converter = Durations.class,
            description = "Take a backup by itself each time that so long has passed, such as 24h (default: never).")
    private @Nullable Duration backupTimer;

    @Option(names = "--backup-keep", paramLabel = "N", defaultValue = "7",
            description = "Keep at most so many backups in that folder (default: ${DEFAULT-VALUE}).")
    private int backupKeep;

    @Option(names = "--grace", paramLabel = "DURATION", defaultValue = "10s", converter = Durations.class,
            description = "When told to stop, take at most so long to answer what has come (default: "
                    + "${DEFAULT-VALUE}).")
    private Duration grace = Duration.ZERO;

    @Option(names = "--ntp-pool", paramLabel = "HOST",
            description = "Compare this machine's clock with those of the NTP servers of that name, and tell by status, "
                    + "metrics and log how far it is off; nothing is set by it (default: no other machine is asked).")
    private @Nullable String ntpPool;

    @Option(names = "--no-ntp", fallbackValue = Settings.ON,
            description = "Ask no NTP server, whatever environment and configuration say (default: ask whom they name).")
    private boolean noNtp;

    /** Reads an address of this machine. */
    static final class ListenAddress implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new TypeConversionException("there is no host named " + text
                        + ": name an address of this machine, 127.0.0.1 or 0.0.0.0");
            }
        }
    }

    Optional<Path> data() {
        return Optional.ofNullable(data);
    }

    private CompactionPolicy compaction() {
        if (!(compactFactor > 0)) {
            throw new IllegalArgumentException("--compact-factor is more than 0, such as 0.4, not " + compactFactor);
        }
        if (compactSize < 1) {
            throw new IllegalArgumentException("--compact-size is at least 1 byte, not " + compactSize);
        }
        if (!compactTimer.isPositive()) {
            throw new IllegalArgumentException("--compact-timer is more than nothing, such as 1h");
        }
        return switch (compact) {
            case NEVER -> CompactionPolicy.never();
            case AUTO -> new CompactionPolicy.Auto(compactFactor, compactSize, compactTimer, compactRecent);
        };
    }

    /** @throws IllegalArgumentException if a value is out of bounds */
    ServerConfig config() {
        if (connections < 1) {
            throw new IllegalArgumentException("--max-connections is at least 1, not " + connections);
        }
        ServerLimits defaults = ServerLimits.defaults();
        ServerLimits limits = defaults.connections(connections,
                Math.min(defaults.connectionsPerAddress(), connections));
        ServerConfig config = ServerConfig.defaults()
                .listen(listen)
                .port(port)
                .grace(grace)
                .compaction(compaction())
                .limits(chainSize == null ? limits : limits.chainBytes(chainSize));
        ServerConfig clocked = ntpPool == null || noNtp ? config : config.ntpPool(ntpPool);
        return backups().map(clocked::backups).orElse(clocked);
    }

    private Optional<BackupPlan> backups() {
        if (backupKeep < 1) {
            throw new IllegalArgumentException("--backup-keep is at least 1, not " + backupKeep);
        }
        if (backupTimer != null && !backupTimer.isPositive()) {
            throw new IllegalArgumentException("--backup-timer is more than nothing, such as 24h");
        }
        if (backupPath == null && backupTimer != null) {
            throw new IllegalArgumentException("--backup-timer takes backups into --backup-path: name that, too");
        }
        return Optional.ofNullable(backupPath)
                .map(path -> new BackupPlan(path, Optional.ofNullable(backupTimer), backupKeep));
    }
}
