package io.ate.internal.simulation;

import io.ate.CompactionPolicy;
import io.ate.PublicKeys;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.extension.Compactors;
import io.ate.internal.extension.Sinks;
import io.ate.internal.extension.Validators;
import io.ate.internal.host.ChainDirectory;
import io.ate.internal.host.HostEnvironment;
import io.ate.internal.host.Limits;
import io.ate.internal.host.Network;
import io.ate.internal.host.Possession;
import io.ate.internal.host.ServerConnection;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.sequence.Serial;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * A server that can lose its power at any step: what its log had not synced is gone then, or, as with a real disk,
 * there although nobody was told. Where its disk is full it ends, as the real one does, until there is room again.
 */
final class SimulatedServer {
    private static final Network HERE = Network.of(InetAddress.getLoopbackAddress());

    private final Schedule schedule;
    private final HeldKeys identity;
    private final Verifiers verifiers = new Verifiers();
    private final Set<Link> links = new LinkedHashSet<>();
    private final Disk disk = new Disk();
    private final CompactionRules compaction;
    private Archive log;
    private Schedule.Program process = new Schedule.Program();
    private ChainDirectory directory;
    private boolean up = true;

    SimulatedServer(Schedule schedule, HeldKeys identity, CompactionRules compaction) {
        this.schedule = schedule;
        this.identity = identity;
        this.compaction = compaction;
        log = new Archive(emptyLog());
        directory = boot();
    }

    /** Every other program compacts its chains, and does so whenever they have grown. */
    static CompactionRules compaction(Schedule schedule) {
        return schedule.oneIn(2) ? CompactionRules.NEVER
                : new CompactionRules(new CompactionPolicy.Auto(1, 1, Duration.ofHours(1)), Compactors.NONE);
    }

    /** Another one of the same identity, which has the same chains up to now; from here on they go apart. */
    SimulatedServer twin() {
        SimulatedServer twin = new SimulatedServer(schedule, identity, compaction);
        twin.setBack(Backup.copy(log, emptyLog()));
        return twin;
    }

    /** What is durable now, to be {@linkplain #setBack set back} to. */
    Archive backup() {
        return Backup.copy(log, emptyLog());
    }

    /** Goes on from a backup, as if there had been nothing since. */
    void setBack(Archive backup) {
        shutDown();
        log = backup;
        process = new Schedule.Program();
        directory = boot();
        up = true;
    }

    /** Ends for good. */
    void shutDown() {
        end();
        log.log().crash();
    }

    private MemoryRedoLog emptyLog() {
        return MemoryRedoLog.manual(disk, disk::isNearlyFull);
    }

    /** Tells whether it removes events from chains. */
    boolean compacts() {
        return !compaction.equals(CompactionRules.NEVER);
    }

    HeldKeys keys() {
        return identity;
    }

    PublicKeys identity() {
        return identity.publicKeys();
    }

    boolean isUp() {
        return up;
    }

    /** Tells whether what is written now becomes durable. */
    boolean isWritable() {
        return up && !disk.isFull();
    }

    Archive log() {
        return log;
    }

    /** Accepts a connection; its transcript ties proofs to it. */
    void accept(Link link, Hash transcript) {
        Executor own = schedule.thread(process);
        Connection connection = new Connection(link, transcript, own);
        link.whenServerMayWrite(() -> own.execute(connection.state::writable));
        link.deliverToServer(connection::receive, () -> own.execute(connection.state::end), own);
        links.add(link);
    }

    /** The power fails. */
    void crash() {
        end();
        if (!disk.isFull() && schedule.oneIn(2)) {
            log.log().sync(); // written, and nobody was told
        }
        log.log().crash();
        restartSoon();
    }

    /** The disk fills up: so far that the server refuses commits, or that its next write fails. */
    void fillDisk() {
        if (schedule.oneIn(2)) {
            disk.runLow();
        } else {
            disk.runOut(schedule.oneIn(2) ? WriteFaults.Moment.BEFORE_WRITE : WriteFaults.Moment.AFTER_SYNC);
        }
        schedule.after(schedule.between(100, 2_000), disk::makeRoom);
    }

    private void storeFailed(Schedule.Program mine) {
        if (!mine.isDead()) {
            crash();
        }
    }

    private void end() {
        process.kill();
        up = false;
        List.copyOf(links).forEach(Link::cut);
        links.clear();
    }

    private void restartSoon() {
        schedule.after(schedule.between(1, 2_000), () -> {
            if (disk.isFull()) {
                restartSoon();
            } else {
                restart();
            }
        });
    }

    private void restart() {
        log = log.reopened();
        process = new Schedule.Program();
        directory = boot();
        up = true;
    }

    private ChainDirectory boot() {
        Schedule.Program mine = process;
        Limits limits = new Limits(16, 64, 1 << 20, 4096, Long.MAX_VALUE, 500, Long.MAX_VALUE, Long.MAX_VALUE,
                1 << 20, 1 << 20);
        HostEnvironment environment = new HostEnvironment(log, identity, limits, verifiers, schedule::now,
                schedule.timer(mine), schedule.pool(mine), schedule.pool(mine), schedule.pool(mine),
                _ -> schedule.after(schedule.between(0, 5), () -> storeFailed(mine)),
                Validators.NONE, Sinks.NONE, compaction);
        ChainDirectory booted = new ChainDirectory(environment);
        sync(mine, log.log());
        tick(mine, booted);
        return booted;
    }

    private void sync(Schedule.Program mine, MemoryRedoLog disk) {
        schedule.after(schedule.between(1, 20), () -> {
            if (!mine.isDead()) {
                disk.sync();
                sync(mine, disk);
            }
        });
    }

    private void tick(Schedule.Program mine, ChainDirectory chains) {
        schedule.after(300, () -> {
            if (!mine.isDead()) {
                chains.tick();
                tick(mine, chains);
            }
        });
    }

    /** One accepted connection. */
    private final class Connection {
        private final ServerConnection state;

        Connection(Link link, Hash transcript, Executor own) {
            this.state = new ServerConnection(directory, new Possession(transcript, verifiers),
                    (request, _) -> new ServerStatus(request, "simulated", schedule.now(), 0, null, false,
                            new ArrayList<>()),
                    HERE, new Serial(own), link.outletOfServer());
        }

        void receive(List<ToServer> messages) {
            messages.forEach(state::receive);
            state.received();
        }
    }
}
