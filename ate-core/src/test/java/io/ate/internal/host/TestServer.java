package io.ate.internal.host;

import io.ate.ChainName;
import io.ate.StoreFailedException;
import io.ate.extension.Validator;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.extension.Sinks;
import io.ate.internal.extension.Validators;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.TestTimer;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A server of which everything happens when the seed says so: tasks, and syncs of the log. Confined to one thread. */
final class TestServer {
    private static final Verifiers VERIFIERS = new Verifiers();

    private final Random random;
    private final Scheduler scheduler;
    private final MemoryRedoLog log;
    private final List<StoreFailedException> failures = new ArrayList<>();
    private final ChainDirectory directory;
    private final TestTimer timer = new TestTimer();
    private long clock = Change.TIME;
    private int connections;

    TestServer(long seed) {
        this(seed, Limits.DEFAULT);
    }

    TestServer(long seed, Limits limits) {
        this(seed, limits, MemoryRedoLog.manual(WriteFaults.NONE), log -> log);
    }

    /** A server with validators, which answer when the seed says so. */
    TestServer(long seed, List<Validator> validators) {
        this(seed, Limits.DEFAULT, MemoryRedoLog.manual(WriteFaults.NONE), log -> log, validators);
    }

    /** A server that sees {@code log} as {@code lens} shows it. */
    TestServer(long seed, Limits limits, MemoryRedoLog log, UnaryOperator<RedoLog> lens) {
        this(seed, limits, log, lens, List.of());
    }

    private TestServer(long seed, Limits limits, MemoryRedoLog log, UnaryOperator<RedoLog> lens,
            List<Validator> validators) {
        this.log = log;
        random = new Random(seed);
        scheduler = new Scheduler(seed + 1);
        directory = new ChainDirectory(new HostEnvironment(lens.apply(log), identity(), limits, VERIFIERS, () -> clock,
                timer, scheduler.pool(), scheduler.pool(), scheduler.pool(), failures::add,
                new Validators(validators, scheduler.pool()), Sinks.NONE, CompactionRules.NEVER));
    }

    static HeldKeys identity() {
        return Keys.of("server");
    }

    ChainDirectory directory() {
        return directory;
    }

    MemoryRedoLog log() {
        return log;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    List<StoreFailedException> failures() {
        return failures;
    }

    long chainNumber(ChainName name) {
        return log.find(name).orElseThrow().number();
    }

    /** A client on a new connection. */
    TestClient connect() {
        return new TestClient(this, ++connections);
    }

    /** A client on a new connection that has created that chain, and has it open on channel 1. */
    TestClient creator(SignedGenesis genesis) {
        TestClient client = connect();
        client.open(1, genesis, true);
        settle();
        return client;
    }

    /** A client on a new connection that has opened that chain on that channel. */
    TestClient opener(int channel, SignedGenesis genesis) {
        TestClient client = connect();
        client.open(channel, genesis, false);
        settle();
        return client;
    }

    /** Hashes of all events of that chain that are durable. */
    List<Hash> history(SignedGenesis genesis) {
        List<Hash> history = new ArrayList<>();
        try (LogReader reader = log.reader(chainNumber(genesis.record().name()), 0, Reading.HEADERS)) {
            while (reader.next()) {
                history.add(reader.event().event().hash(genesis.chainId()));
            }
        }
        return history;
    }

    ServerStatus status(int request, Survey survey) {
        return new ServerStatus(request, "test", survey.chains().size(), 0, null, survey.more(), List.of());
    }

    /** The time that leases go by. */
    TestTimer timer() {
        return timer;
    }

    /** Somebody sets the server's clock. */
    void setClock(long millis) {
        clock = millis;
    }

    /** Lets time pass, which has the chains that grew sign new heads. */
    void later(long milliseconds) {
        clock += milliseconds;
        timer.pass(milliseconds);
        directory.tick();
    }

    /** Does one thing that could happen now; false if there is nothing left but to wait for somebody outside. */
    boolean step() {
        return (random.nextInt(6) == 0 && log.sync() > 0) || scheduler.step() || log.sync() > 0;
    }

    /** Does all that can be done while nothing becomes durable, so that no commit is answered. */
    void runWithoutSyncing() {
        while (scheduler.step()) {
            // on and on
        }
    }

    /** Runs until nothing happens any more, also if the log fails. */
    void settleWhateverFails() {
        while (step()) {
            // on and on
        }
    }

    /** Runs until nothing happens any more. */
    void settle() {
        while (step()) {
            if (!failures.isEmpty()) {
                throw new AssertionError("the log failed", failures.getFirst());
            }
        }
    }

    /** Does so many things. */
    void run(int steps) {
        for (int i = 0; i < steps && step(); i++) {
            if (!failures.isEmpty()) {
                throw new AssertionError("the log failed", failures.getFirst());
            }
        }
    }
}
