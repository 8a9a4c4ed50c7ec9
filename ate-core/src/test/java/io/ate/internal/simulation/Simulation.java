package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.Genesis;
import io.ate.PrimaryKey;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run: clients that write and watch one chain, while links are cut, the server loses its power and programs die;
 * then
 * everything heals, and what came of it is checked.
 */
final class Simulation {
    private static final long LIMIT = 2_000_000;

    private final Schedule schedule;
    private final Entropy entropy;
    private final Verifiers verifiers = new Verifiers();
    private final HeldKeys keys;
    private final SignedGenesis genesis;
    private final SimulatedServer server;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Workload workload;

    Simulation(long seed, Trust trust) {
        schedule = new Schedule(seed);
        RandomGenerator bytes = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
        entropy = bytes::nextBytes;
        keys = HeldKeys.generate(entropy);
        genesis = new GenesisMaker(entropy).make(SimulatedClient.name(), Genesis.of(Rules.inherit()).trust(trust),
                Session.of(keys));
        server = new SimulatedServer(schedule, HeldKeys.generate(entropy));
        workload = new Workload(schedule);
    }

    /** Runs to the end and checks everything. */
    void run(int operations) {
        for (int i = 0; i < 3; i++) {
            join();
        }
        while (workload.operations().size() < operations) {
            step();
            if (schedule.oneIn(6)) {
                act();
            }
            if (schedule.oneIn(80)) {
                fail();
            }
        }
        heal();
        check();
    }

    private void join() {
        clients.add(new SimulatedClient(schedule, server, keys, genesis, verifiers, entropy));
    }

    private void act() {
        SimulatedClient client = clients.get((int) schedule.between(0, clients.size() - 1));
        Chain chain = client.chain();
        if (chain != null) {
            workload.act(client, chain);
        }
    }

    private void fail() {
        SimulatedClient client = clients.get((int) schedule.between(0, clients.size() - 1));
        switch ((int) schedule.between(0, 4)) {
            case 0, 1 -> client.cut();
            case 2 -> {
                if (server.isUp()) {
                    server.crash();
                    schedule.after(schedule.between(1, 2_000), server::restart);
                }
            }
            case 3 -> {
                if (clients.size() < 8) {
                    join();
                }
            }
            default -> {
                if (clients.stream().filter(each -> !each.isDead()).count() > 2) {
                    client.kill();
                }
            }
        }
    }

    private void heal() {
        while (!isQuiet()) {
            step();
        }
    }

    private boolean isQuiet() {
        if (!server.isUp() || workload.operations().stream().anyMatch(Workload.Operation::isOpen)) {
            return false;
        }
        long end = server.log().find(SimulatedClient.name()).map(chain -> server.log().end(chain.number())).orElse(-1L);
        return clients.stream()
                .filter(each -> !each.isDead())
                .allMatch(each -> each.chain() != null
                        && each.stream().last() == end && each.replica().sequence() == end);
    }

    private void step() {
        assertThat(schedule.steps()).as("steps without an end").isLessThan(LIMIT);
        assertThat(schedule.step()).as("something is left to happen").isTrue();
        for (SimulatedClient client : clients) {
            assertThat(client.failure()).as("a client's chain").isNull();
        }
    }

    // --- what came of it

    private void check() {
        StoredChain stored = server.log().find(SimulatedClient.name()).orElseThrow();
        LoadedChain atServer = ChainLoader.load(server.log(), stored);
        Map<PrimaryKey, Long> versions = versions(atServer);
        for (SimulatedClient client : clients) {
            if (!client.isDead()) {
                assertThat(versions(client)).as("the view of a client").isEqualTo(versions);
                checkContents(client);
            }
        }
    }

    private static Map<PrimaryKey, Long> versions(LoadedChain chain) {
        Map<PrimaryKey, Long> versions = new TreeMap<>();
        try (Snapshot snapshot = chain.view().snapshot()) {
            snapshot.children(PrimaryKey.ZERO, "", entry -> versions.put(entry.key(), entry.version()));
        }
        return versions;
    }

    private static Map<PrimaryKey, Long> versions(SimulatedClient client) {
        Map<PrimaryKey, Long> versions = new TreeMap<>();
        try (Standpoint standpoint = client.replica().standpoint()) {
            standpoint.children(PrimaryKey.ZERO, "", entry -> versions.put(entry.key(), entry.version()));
        }
        return versions;
    }

    private void checkContents(SimulatedClient client) {
        Chain chain = client.chain();
        if (chain == null) {
            throw new AssertionError("the chain of a living client is open");
        }
        Map<String, Integer> marks = new HashMap<>();
        Map<Integer, Long> counts = new HashMap<>();
        chain.run(dio -> {
            try (var roots = dio.roots(Workload.Mark.class)) {
                roots.map(Dao::value).forEach(mark -> marks.merge(mark.operation(), 1, Integer::sum));
            }
            for (int i = 0; i < Workload.counters(); i++) {
                int index = i;
                dio.find(Workload.counter(chain, i)).ifPresent(found -> counts.put(index, found.value().count()));
            }
        });
        long unknownCounts = 0;
        for (Workload.Operation each : workload.operations()) {
            int stored = marks.getOrDefault(each.name(), 0);
            switch (each.answer()) {
                case COMMITTED -> assertThat(stored).as("parts of acknowledged " + each.name()).isEqualTo(each.parts());
                case REFUSED ->
                        assertThat(stored).as("parts of " + each.name() + ", refused by " + each.refusal()).isZero();
                case NONE -> {
                    assertThat(stored).as("parts of " + each.name()).isIn(0, each.parts());
                    unknownCounts += each.counter() >= 0 ? 1 : 0;
                }
            }
        }
        long acknowledged = workload.committedCounts().values().stream().mapToLong(Long::longValue).sum();
        long counted = counts.values().stream().mapToLong(Long::longValue).sum();
        assertThat(counted).as("what the counters say").isBetween(acknowledged, acknowledged + unknownCounts);
    }
}
