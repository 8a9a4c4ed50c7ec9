package io.ate.internal.simulation;

import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.RedoLog;
import io.ate.internal.trust.Verifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run: clients that write and watch some chains, while links are cut, the server loses its power, its disk fills up
 * and programs die; then everything heals, and what came of it is checked. Confined to one thread.
 */
final class Simulation implements AutoCloseable {
    private static final long LIMIT = 2_000_000;

    private final Schedule schedule;
    private final Entropy entropy;
    private final Verifiers verifiers = new Verifiers();
    private final HeldKeys keys;
    private final List<SignedGenesis> geneses;
    private final SimulatedServer server;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Workload workload;
    private final Races races;
    private final Sums sums;
    private final Calls calls;
    private final Workers workers;
    private final Lockers lockers;
    private Predicate<SimulatedChain> deceived = _ -> false;
    private boolean racing;
    private boolean adding;
    private boolean calling;
    private boolean working;
    private boolean locking;

    /** A run with one to three chains, whose server compacts them or not. */
    Simulation(long seed, Trust trust) {
        this(seed, trust, SimulatedServer::compaction);
    }

    /** The same with a server that keeps all that there ever was. */
    static Simulation withoutCompaction(long seed, Trust trust) {
        return new Simulation(seed, trust, _ -> CompactionRules.NEVER);
    }

    private Simulation(long seed, Trust trust, Function<Schedule, CompactionRules> compaction) {
        schedule = new Schedule(seed);
        RandomGenerator bytes = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
        entropy = bytes::nextBytes;
        keys = HeldKeys.generate(entropy);
        geneses = IntStream.range(0, 1 + Math.floorMod(seed, 3)).mapToObj(index -> genesis(index, trust)).toList();
        server = new SimulatedServer(schedule, HeldKeys.generate(entropy), compaction.apply(schedule));
        workload = new Workload(schedule);
        races = new Races(schedule);
        sums = new Sums(schedule);
        calls = new Calls(schedule, keys);
        workers = new Workers(schedule);
        lockers = new Lockers(schedule, keys);
        for (int i = 0; i < 3; i++) {
            join();
        }
    }

    private SignedGenesis genesis(int index, Trust trust) {
        return new GenesisMaker(entropy).make(new ChainName("simulated/" + index),
                Genesis.of(Rules.inherit()).trust(trust), Session.of(keys));
    }

    private void join() {
        clients.add(new SimulatedClient(schedule, server, keys, geneses, verifiers, entropy));
    }

    Schedule schedule() {
        return schedule;
    }

    SimulatedServer server() {
        return server;
    }

    /** One of the clients that are alive. */
    SimulatedClient anyClient() {
        List<SimulatedClient> living = clients.stream().filter(each -> !each.isDead()).toList();
        return living.get((int) schedule.between(0, living.size() - 1));
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    /** Goes on until so many operations have been begun, with all that may happen on the way. */
    void work(int operations) {
        int goal = workload.operations().size() + operations;
        while (workload.operations().size() < goal) {
            goOn(6);
            if (schedule.oneIn(80)) {
                fail();
            }
        }
    }

    /** One step, after which, once in so many times, somebody begins something. */
    void goOn(int times) {
        step();
        if (schedule.oneIn(times)) {
            SimulatedClient client = clients.get((int) schedule.between(0, clients.size() - 1));
            List<SimulatedChain> chains = client.chains();
            SimulatedChain chain = chains.get((int) schedule.between(0, chains.size() - 1));
            if (!client.isDead() && chain.isOpen() && chain.failure() == null && chain.hasItsValues()) {
                workload.act(client, chain);
                if (calling) {
                    calls.begin(client, chain);
                }
                if (racing) {
                    races.begin(client, chain);
                }
                if (adding) {
                    sums.add(client, chain);
                }
                if (working) {
                    workers.begin(client, chain);
                }
                if (locking) {
                    lockers.begin(client, chain);
                }
            }
        }
    }

    /** From now on clients also race one another for the same few objects. */
    void race() {
        racing = true;
    }

    /** From now on clients also add to one sum in each chain. */
    void add() {
        adding = true;
    }

    /** From now on clients also ask one another over their chains. */
    void call() {
        calling = true;
    }

    /** How many of these calls were replied to. */
    long answeredCalls() {
        return calls.answered();
    }

    /** From now on clients also work on queues and follow what comes of that. */
    void serve() {
        working = true;
    }

    /** From now on clients also do things under locks. */
    void lock() {
        locking = true;
    }

    private void fail() {
        SimulatedClient client = clients.get((int) schedule.between(0, clients.size() - 1));
        switch ((int) schedule.between(0, 5)) {
            case 0, 1 -> client.cut();
            case 2 -> {
                if (server.isUp()) {
                    server.crash();
                }
            }
            case 3 -> {
                if (clients.size() < 8) {
                    join();
                }
            }
            case 4 -> server.fillDisk();
            default -> {
                if (clients.stream().filter(each -> !each.isDead()).count() > 2) {
                    client.kill();
                }
            }
        }
    }

    @Override
    public void close() {
        clients.stream().flatMap(each -> each.chains().stream()).forEach(SimulatedChain::close);
    }

    /** Lets everything come to rest: all is answered, and every client has all of every chain that it trusts. */
    void heal() {
        while (!isQuiet()) {
            step();
        }
        if (adding) {
            healAdditions();
        }
    }

    /** What nobody waits for may be on its way from one attempt to the next, where nobody sees it. */
    private void healAdditions() {
        for (int quiet = 0; quiet < 300; quiet = isQuiet() && !sums.areOnTheirWay(clients) ? quiet + 1 : 0) {
            step();
        }
    }

    private boolean isQuiet() {
        return server.isUp() && workload.operations().stream().noneMatch(Workload.Operation::isOpen)
                && !races.areOpen()
                && !sums.areOpen()
                && !calls.areOpen()
                && !workers.areOpen()
                && !lockers.areOpen()
                && clients.stream()
                        .filter(each -> !each.isDead())
                        .flatMap(each -> each.chains().stream())
                        .allMatch(each -> each.failure() != null || each.isAt(end(each.name())));
    }

    private long end(ChainName name) {
        RedoLog log = server.log();
        return log.find(name).map(chain -> log.end(chain.number())).orElse(-1L);
    }

    private void step() {
        assertThat(schedule.steps()).as("steps without an end").isLessThan(LIMIT);
        assertThat(schedule.step()).as("something is left to happen").isTrue();
        for (SimulatedClient client : clients) {
            for (SimulatedChain chain : client.chains()) {
                Throwable failure = client.isDead() ? null : chain.failure();
                if (failure != null && !(failure instanceof UntrustedServerException && deceived.test(chain))) {
                    throw new AssertionError("chain " + chain.name() + " failed at a client: " + failure, failure);
                }
            }
        }
        races.assertLostByConflictOnly();
        lockers.assertOneHolds();
        workers.assertNoFailure();
    }

    /** Has those who are left do all the work that is left, with nothing on the way. */
    void finishWork() {
        boolean found = true;
        while (found) {
            heal();
            found = false;
            for (SimulatedClient client : clients.stream().filter(each -> !each.isDead()).toList()) {
                for (SimulatedChain chain : client.chains()) {
                    found |= workers.finish(client, chain);
                }
            }
        }
    }

    /** From now on these may find that the server is not to be trusted. */
    void deceive(Predicate<SimulatedChain> whom) {
        deceived = whom;
    }

    /** Demands that all who trust the server see what it has. */
    void assertSeen() {
        geneses.forEach(each -> outcome(each.record().name()));
    }

    /** Demands that what was done under locks was done by one after the other, and gives how many locks there were. */
    int assertLocked() {
        for (SignedGenesis each : geneses) {
            ChainName name = each.record().name();
            RedoLog whole = Backup.whole(server.log());
            lockers.assertCounted(whole, whole.find(name).orElseThrow(), trusting(name));
        }
        return lockers.held();
    }

    /** Demands that all who trust the server see what it has, and that this is what they were told of it. */
    void assertSeenAndAnswered() {
        for (SignedGenesis each : geneses) {
            ChainName name = each.record().name();
            Outcome outcome = outcome(name);
            trusting(name).forEach(chain -> {
                outcome.assertAnswered(chain.chain());
                races.assertWon(chain);
                sums.assertExact(name, chain.chain());
                workers.assertDoneOnce(chain);
            });
        }
    }

    private Outcome outcome(ChainName name) {
        Outcome outcome = new Outcome(server.log(), name, workload.operations(name));
        trusting(name).forEach(outcome::assertSeenBy);
        return outcome;
    }

    private List<SimulatedChain> trusting(ChainName name) {
        return clients.stream()
                .filter(each -> !each.isDead())
                .flatMap(each -> each.chains().stream())
                .filter(each -> each.name().equals(name) && each.failure() == null)
                .toList();
    }
}
