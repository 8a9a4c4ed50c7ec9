package io.ate.server.internal;

import io.ate.AteConfig;
import io.ate.Reason;
import io.ate.StoreFailedException;
import io.ate.internal.backup.StoreBackup;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.extension.Compactors;
import io.ate.internal.extension.Sinks;
import io.ate.internal.extension.Validators;
import io.ate.internal.host.ChainDirectory;
import io.ate.internal.host.HostEnvironment;
import io.ate.internal.host.Limits;
import io.ate.internal.host.MemoryShares;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.protocol.ServerHandshake;
import io.ate.internal.text.Durations;
import io.ate.internal.trust.Verifiers;
import io.ate.server.ServerConfig;
import io.ate.server.ServerLimits;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server with its log, threads, chains and port: put together here, and taken apart in order. Thread-safe. */
public final class RunningServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);
    private static final long HEAD_INTERVAL = Limits.DEFAULT.headInterval();
    private static final Duration TICK = Duration.ofSeconds(1);
    /** How long threads may take to end what they have begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final RedoLog log;
    private final HeldKeys identity;
    private final ServerThreads threads;
    private final Transport transport;
    private final Sinks sinks;
    private final ChannelGroup open;
    private final Conversations conversations = new Conversations();
    private final ServerMetrics metrics = new ServerMetrics();
    private final Optional<ClockSkew> skew;
    private final Listener listener;
    private final Optional<ServerBackups> backups;
    private final Optional<ControlSocket> control;
    private final CompletableFuture<Optional<StoreFailedException>> end = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean nearlyFull = new AtomicBoolean();

    /**
     * Opens the port; log and identity belong to the server from now on, also if that fails.
     *
     * @param surroundings where time and random numbers come from
     * @param store where the log is, if it is on disk
     */
    public RunningServer(ServerConfig config, AteConfig surroundings, RedoLog log, HeldKeys identity,
            Optional<ServerStore> store) {
        this.config = config;
        this.log = log;
        this.identity = identity;
        int cores = Runtime.getRuntime().availableProcessors();
        threads = new ServerThreads(cores);
        transport = Transport.best(Math.max(1, cores / 2));
        open = new DefaultChannelGroup(transport.loops().next());
        Verifiers verifiers = new Verifiers();
        ServerLimits bounds = config.limits();
        LongSupplier clock = surroundings.clock()::millis;
        sinks = Sinks.start(config.sinks(), log);
        ChainDirectory directory = new ChainDirectory(new HostEnvironment(log, identity, limits(bounds), verifiers,
                clock, threads.timer(), threads.owners(), threads.checkers(), threads.readers(), this::fail,
                new Validators(config.validators(), threads.validators()), sinks,
                new CompactionRules(config.compaction(),
                        new Compactors(config.compactors()))));
        ChainRates rates = new ChainRates();
        String version = version();
        ConnectionCounts counts = new ConnectionCounts(bounds.connections(), bounds.connectionsPerAddress());
        StoreMetrics.register(metrics.registry(), directory, log);
        MemoryShares unfinished = new MemoryShares("unfinished messages",
                MemoryShares.Loser.WHO_DAWDLES, bounds.unfinishedBytes(),
                bounds.unfinishedBytesPerAddress());
        StoreMetrics.gauge(metrics.registry(), "ate.connections", "Open connections", counts, ConnectionCounts::open);
        StoreMetrics.gauge(metrics.registry(), "ate.unfinished.bytes", "Messages that have come in part", unfinished,
                MemoryShares::taken);
        store.ifPresent(each -> StoreMetrics.gauge(metrics.registry(), "ate.store.free.bytes",
                "Free space where the store is", each.folder(), FreeBytes::of));
        backups = store.map(each -> new ServerBackups(
                new StoreBackup(each.log(), each.folder(), identity.publicKeys().fingerprint()), identity,
                config.backups(), clock, System::nanoTime));
        backups.ifPresent(each -> StoreMetrics.registerBackups(metrics.registry(), each));
        PeerLimits told = new PeerLimits(PeerLimits.LONGEST_MESSAGE, bounds.channels(), bounds.commitsInFlight(),
                bounds.bytesInFlight());
        skew = config.ntpPool().map(NtpPool::parse).map(pool -> new ClockSkew(pool, clock));
        StoreMetrics.gauge(metrics.registry(), "ate.clock.skew.seconds",
                "How far the clock is ahead of the NTP pool's; no number where none is asked", skew,
                each -> each.map(ClockSkew::seconds).orElse(Double.NaN));
        EdgeEnvironment environment = new EdgeEnvironment(bounds, directory,
                new StatusReport(version, log, directory, rates,
                        () -> backups.map(ServerBackups::last).orElse(0L), clock,
                        () -> skew.flatMap(ClockSkew::present)),
                new ServerHandshake(identity, "ate-server " + version, told, Entropy.from(surroundings)), verifiers,
                threads.handshakes(),
                new Pages(this::isReady, nearlyFull::get, () -> log.damage().isPresent(),
                        new Scrapes(metrics::scrape, threads.scraper())),
                metrics, conversations,
                unfinished, new SparingLog(LoggerFactory.getLogger("io.ate.server.connections"), System::nanoTime));
        listener = listen(new Entrance(environment, counts, open));
        threads.every(TICK, () -> {
            directory.tick();
            rates.sample(System.nanoTime(), directory.facts());
            noteSpace(directory.isNearlyFull());
            skew.ifPresent(ClockSkew::tick);
            backups.ifPresent(ServerBackups::tick);
        });
        control = store.flatMap(each -> control(each.folder(), new ServerCompaction(directory, log)));
    }

    /** Without it the server does its work all the same. */
    private Optional<ControlSocket> control(Path folder, ServerCompaction compaction) {
        try {
            StoreBackup.sweep(folder);
            return Optional.of(ControlSocket.open(folder,
                    backups.map(each -> DataFolder.commands(each, compaction)).orElse(Map.of())));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("commands are not taken for {}, so that no backup can be asked for, and no compaction: {}", folder,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Who commits is told why not; this is for whoever can do something about it. */
    private void noteSpace(boolean full) {
        if (full != nearlyFull.getAndSet(full)) {
            if (full) {
                LOG.error("the disk of the store is nearly full: no commits are taken until there is room on it");
            } else {
                LOG.info("there is room on the disk of the store again");
            }
        }
    }

    private static Limits limits(ServerLimits bounds) {
        return new Limits(bounds.channels(), bounds.commitsInFlight(), bounds.bytesInFlight(), bounds.tailBytes(),
                bounds.chainBytes(), HEAD_INTERVAL, bounds.bytesInFlightInAll(), bounds.tailBytesInAll(),
                bounds.serviceBytes(),
                bounds.serviceBytesPerAddress());
    }

    private static String version() {
        String packaged = RunningServer.class.getPackage().getImplementationVersion();
        return packaged == null ? "development" : packaged;
    }

    private Listener listen(Entrance entrance) {
        boolean listening = false;
        try {
            Listener opened = Listener.open(transport, config, entrance);
            listening = true;
            return opened;
        } finally {
            if (!listening) {
                closeWhatIsBehindThePort(Duration.ZERO);
            }
        }
    }

    public InetSocketAddress address() {
        return listener.address();
    }

    public HeldKeys identity() {
        return identity;
    }

    /** How many chains there are. */
    public int chains() {
        return log.chains().size();
    }

    /** What the store takes on disk. */
    public long storeBytes() {
        return log.statistics().bytesOnDisk();
    }

    /** Completes when the server has ended: with nothing after it was closed, or with the store's failure. */
    public CompletableFuture<Optional<StoreFailedException>> end() {
        return end.copy();
    }

    /** Waits for that. */
    public Optional<StoreFailedException> awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a server does not fail", e);
        }
    }

    private boolean isReady() {
        return !closing.get() && !end.isDone();
    }

    /** Nobody knows what is durable now: nobody is answered any more. */
    private void fail(StoreFailedException cause) {
        if (end.complete(Optional.of(cause))) {
            // no more than that: whoever runs the server is told by end(), and says it
            LOG.info("the store has failed; the server serves nobody any more");
            conversations.cut(Reason.INTERNAL, "the server's store has failed; its operator has to look after it");
        }
    }

    /**
     * Accepts nobody any more, answers what has come within the time of grace, makes everything durable and lets go of
     * everything. Closing again waits for that.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            var _ = end.join();
            return;
        }
        long began = System.nanoTime();
        listener.close();
        control.ifPresent(ControlSocket::close);
        backups.ifPresent(ServerBackups::close);
        farewell();
        closeWhatIsBehindThePort(config.grace().minusNanos(System.nanoTime() - began));
        end.complete(Optional.empty());
    }

    private void farewell() {
        conversations.goAway();
        for (Channel each : open) {
            if (each.pipeline().get(Conversation.class) == null) {
                Sockets.close(each);
            }
        }
        if (!open.newCloseFuture().awaitUninterruptibly(config.grace().toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn("some connections were not done within {}", Durations.text(config.grace()));
            open.close().awaitUninterruptibly();
        }
    }

    /** @param grace how long sinks may take for the rest */
    private void closeWhatIsBehindThePort(Duration grace) {
        threads.closeCallers(PATIENCE);
        skew.ifPresent(ClockSkew::close);
        transport.loops()
                .shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        threads.close(PATIENCE);
        sinks.close(grace); // nothing becomes durable any more
        log.close(); // behind all who use it
        metrics.close();
        identity.close();
    }
}
