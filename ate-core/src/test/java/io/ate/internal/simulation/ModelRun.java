package io.ate.internal.simulation;

import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.RedoLog;
import io.ate.internal.trust.Verifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run of random programs: three people with keys of their own, each with one program at a time on one chain, while
 * links are cut, the server loses its power, its disk fills up and programs die; then everything heals, and a
 * {@link Reckoning} compares all that was seen and told with a {@link SequentialChain}. Confined to one thread.
 */
final class ModelRun implements AutoCloseable {
    private static final int PEOPLE = 3;
    private static final long LIMIT = 2_000_000;
    private static final ChainName NAME = new ChainName("simulated/model");

    private final Schedule schedule;
    private final RandomGenerator random;
    private final Entropy entropy;
    private final Verifiers verifiers = new Verifiers();
    private final List<HeldKeys> people;
    private final SignedGenesis genesis;
    private final SimulatedServer server;
    private final List<ModelClient> clients = new ArrayList<>();
    private final Doing doing;

    ModelRun(long seed, Trust trust) {
        schedule = new Schedule(seed);
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
        entropy = random::nextBytes;
        people = IntStream.range(0, PEOPLE).mapToObj(_ -> HeldKeys.generate(entropy)).toList();
        PublicKeys[] others = people.stream().skip(1).map(HeldKeys::publicKeys).toArray(PublicKeys[]::new);
        Rules rules = Rules.inherit().readableBy(others).writableBy(others).controlledBy(others[0]);
        genesis = new GenesisMaker(entropy).make(NAME, Genesis.of(rules).trust(trust), Session.of(people.getFirst()));
        // All is read on one thread, which cannot wait for what came in the place of a value that is gone at the server.
        server = new SimulatedServer(schedule, HeldKeys.generate(entropy), CompactionRules.NEVER);
        doing = new Doing(schedule, people.stream().map(HeldKeys::publicKeys).toList());
        join(0);
        while (!clients.getFirst().on().isOpen()) {
            step();
        }
        doing.begin(clients.getFirst());
        heal();
        IntStream.range(1, PEOPLE).forEach(this::join);
    }

    private void join(int person) {
        ModelClient joining = new ModelClient(schedule, people.get(person), random, doing::current);
        joining.began(new SimulatedClient(schedule, server, people.get(person), List.of(genesis), verifiers, entropy,
                joining::open));
        joining.client().chains().forEach(chain -> chain.whenHeard(() -> doing.heard(joining)));
        clients.add(joining);
    }

    /** Goes on until so many deeds were done, with all that may happen on the way. */
    void work(int deeds) {
        while (doing.done() < deeds) {
            step();
            if (schedule.oneIn(5)) {
                doing.act(any(clients));
            }
            if (schedule.oneIn(90)) {
                fail();
            }
        }
    }

    private <T> T any(List<T> some) {
        return some.get((int) schedule.between(0, some.size() - 1));
    }

    private void fail() {
        ModelClient client = any(clients);
        switch ((int) schedule.between(0, 6)) {
            case 0, 1, 2 -> client.client().cut();
            case 3, 4 -> {
                if (server.isUp()) {
                    server.crash();
                }
            }
            case 5 -> server.fillDisk();
            default -> {
                if (client.isAlive() && clients.size() < 6) {
                    client.kill();
                    join(people.indexOf(people.stream()
                            .filter(each -> each.id().equals(client.who()))
                            .findFirst()
                            .orElseThrow()));
                }
            }
        }
    }

    /** Lets everything come to rest. */
    void heal() {
        doing.endLocks(clients);
        for (int quiet = 0; quiet < 300; quiet = isQuiet() ? quiet + 1 : 0) {
            step();
        }
    }

    private boolean isQuiet() {
        return server.isUp() && doing.isAllAnswered()
                && clients.stream().filter(ModelClient::isAlive).allMatch(each -> each.isAtWork() && isSettled(each));
    }

    private boolean isSettled(ModelClient client) {
        RedoLog log = server.log();
        long end = log.find(NAME).map(chain -> log.end(chain.number())).orElse(-1L);
        return client.on().isAt(end) && client.isSettled();
    }

    private void step() {
        assertThat(schedule.steps()).as("steps without an end").isLessThan(LIMIT);
        assertThat(schedule.step()).as("something is left to happen").isTrue();
        for (ModelClient each : clients) {
            Throwable failure = each.isAlive() ? each.on().failure() : null;
            if (failure != null) {
                throw new AssertionError("the chain failed at a client: " + failure, failure);
            }
        }
        doing.assertNoFailure();
    }

    /** Demands that all that was seen and told is that of one sequential course of things. */
    Reckoning reckon() {
        clients.stream().filter(ModelClient::isAlive).forEach(doing::lookAround);
        Reckoning reckoning = new Reckoning(server.log(), server.log().find(NAME).orElseThrow(), clients, doing);
        reckoning.check();
        return reckoning;
    }

    @Override
    public void close() {
        clients.forEach(ModelClient::close);
    }

    /** All that was done, in order, for people to read. */
    String story() {
        return doing.story();
    }
}
