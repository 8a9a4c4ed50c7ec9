package io.ate.server;

import io.ate.CompactionPolicy;
import io.ate.extension.Compactor;
import io.ate.extension.Sink;
import io.ate.extension.Validator;
import io.ate.internal.text.Durations;
import io.ate.server.internal.NtpPool;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a server is to run. Immutable; each method gives a new one with one thing changed.
 *
 * @param listen the one address on which it listens; by default 127.0.0.1, so that nobody reaches it from elsewhere
 * @param port by default 5000; 0 takes a free one
 * @param grace how long {@link AteServer#close()} waits for what is in flight, and for sinks; by default 10 seconds
 * @param limits what it bears
 * @param validators are asked about every commit, in this order, until one refuses it; by default none
 * @param sinks are told of what becomes durable; by default none
 * @param compaction when old values are removed; by default {@link CompactionPolicy#auto()}
 * @param compactors keep old values that compaction would remove; by default none
 * @param ntpPool the host, or {@code host:port}, of the NTP servers with whose clocks the own one is compared; by
 * default
 * none, since nobody else learns that there is a server unless its operator says so
 * @param backups where they go, and when one is taken without being asked for; by default nowhere and never
 */
public record ServerConfig(InetAddress listen, int port, Duration grace, ServerLimits limits,
        List<Validator> validators, List<Sink> sinks, CompactionPolicy compaction, List<Compactor> compactors,
        Optional<String> ntpPool, Optional<BackupPlan> backups) {

    /** The port of a server that is told no other. */
    public static final int PORT = 5000;

    private static final int HIGHEST_PORT = 0xffff;

    /** @throws IllegalArgumentException if the port is none, or the time of grace negative */
    public ServerConfig {
        Objects.requireNonNull(listen, "listen");
        Objects.requireNonNull(grace, "grace");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(validators, "validators");
        Objects.requireNonNull(sinks, "sinks");
        Objects.requireNonNull(compaction, "compaction");
        Objects.requireNonNull(compactors, "compactors");
        Objects.requireNonNull(ntpPool, "ntpPool").ifPresent(NtpPool::parse);
        Objects.requireNonNull(backups, "backups");
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("a port is 0 to " + HIGHEST_PORT + ", not " + port);
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("the time of grace is not negative: " + Durations.text(grace));
        }
        validators = List.copyOf(validators);
        sinks = List.copyOf(sinks);
        compactors = List.copyOf(compactors);
    }

    /** Port 5000 of 127.0.0.1, 10 seconds of grace, {@linkplain ServerLimits#defaults() default limits}. */
    public static ServerConfig defaults() {
        return new ServerConfig(InetAddress.ofLiteral("127.0.0.1"), PORT, Duration.ofSeconds(10),
                ServerLimits.defaults(), List.of(), List.of(), CompactionPolicy.auto(), List.of(),
                Optional.empty(), Optional.empty());
    }

    /** The same on another address. */
    public ServerConfig listen(InetAddress address) {
        return new ServerConfig(address, port, grace, limits, validators, sinks, compaction, compactors, ntpPool,
                backups);
    }

    /** The same on another port; 0 takes a free one. */
    public ServerConfig port(int number) {
        return new ServerConfig(listen, number, grace, limits, validators, sinks, compaction, compactors, ntpPool,
                backups);
    }

    /** The same with another time of grace. */
    public ServerConfig grace(Duration duration) {
        return new ServerConfig(listen, port, duration, limits, validators, sinks, compaction, compactors, ntpPool,
                backups);
    }

    /** The same with other limits. */
    public ServerConfig limits(ServerLimits changed) {
        return new ServerConfig(listen, port, grace, changed, validators, sinks, compaction, compactors, ntpPool,
                backups);
    }

    /** The same with one more validator, which is asked after the others. */
    public ServerConfig validator(Validator validator) {
        return new ServerConfig(listen, port, grace, limits,
                and(validators, Objects.requireNonNull(validator, "validator")), sinks, compaction, compactors,
                ntpPool, backups);
    }

    /** The same with one more sink. */
    public ServerConfig sink(Sink sink) {
        return new ServerConfig(listen, port, grace, limits, validators,
                and(sinks, Objects.requireNonNull(sink, "sink")), compaction, compactors, ntpPool, backups);
    }

    /** The same with old values removed at other times, or never. */
    public ServerConfig compaction(CompactionPolicy policy) {
        return new ServerConfig(listen, port, grace, limits, validators, sinks, policy, compactors, ntpPool, backups);
    }

    /** The same with one more compactor. */
    public ServerConfig compactor(Compactor compactor) {
        return new ServerConfig(listen, port, grace, limits, validators, sinks, compaction,
                and(compactors, Objects.requireNonNull(compactor, "compactor")), ntpPool, backups);
    }

    /**
     * The same with its clock compared with those of an NTP pool, now and then: {@code host} or {@code host:port}. It
     * is
     * told by status, metrics and log how far it is off, and never set.
     *
     * @throws IllegalArgumentException if the port is none
     */
    public ServerConfig ntpPool(String pool) {
        return new ServerConfig(listen, port, grace, limits, validators, sinks, compaction, compactors,
                Optional.of(Objects.requireNonNull(pool, "pool")), backups);
    }

    /** The same with backups; a server in memory takes none. */
    public ServerConfig backups(BackupPlan plan) {
        return new ServerConfig(listen, port, grace, limits, validators, sinks, compaction, compactors, ntpPool,
                Optional.of(Objects.requireNonNull(plan, "plan")));
    }

    private static <T> List<T> and(List<T> others, T one) {
        return Stream.concat(others.stream(), Stream.of(one)).toList();
    }
}
