package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.Offline;
import io.ate.Scope;
import io.ate.Session;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * A program that works with an outbox, and those that come after it with the same folder. Each of its commits says its
 * number as its time. Confined to the test's thread.
 */
final class OutboxProgram {
    private final AteConfig config;
    private final String name;
    private final World world;
    private final SignedGenesis genesis;
    private final List<HeldKeys> keys;
    private final List<CommitRejectedException> refused = new ArrayList<>();
    private MemoryRedoLog log;
    private World.Client client;
    private List<Chain> chains;

    /**
     * @param edit the number of the commit that is being made
     * @param keys that it acts under; with the first it opens the chain
     */
    OutboxProgram(String name, World world, SignedGenesis genesis, IntSupplier edit, HeldKeys... keys) {
        this.config = AteConfig.builder().clock(new Numbering(edit)).build();
        this.name = name;
        this.world = world;
        this.genesis = genesis;
        this.keys = List.of(keys);
        this.log = world.log();
        this.client = world.client();
        this.chains = open(World.wish(genesis, keys[0]));
    }

    String name() {
        return name;
    }

    MemoryRedoLog log() {
        return log;
    }

    /** What it was told of. */
    List<CommitRejectedException> refused() {
        return refused;
    }

    /** The chain as it is open now, for the first key. */
    Chain chain() {
        return chains.getFirst();
    }

    /** The same for each key. */
    List<Chain> chains() {
        return chains;
    }

    private List<Chain> open(ChainWish wish) {
        var opening = client.connection.open(wish.offline(Offline.WORK), log, Pins.NONE);
        world.settle();
        List<Chain> opened = new ArrayList<>();
        opened.add(Chains.over(opening.join(), Session.of(keys.getFirst()), config,
                new Workers(client.process, (_, _, _, _) -> true, Duration.ZERO)).with(Scope.LOCAL));
        var _ = opened.getFirst().onRefused(refused::add);
        keys.stream().skip(1).forEach(each -> opened.add(opened.getFirst().as(Session.of(each))));
        return opened;
    }

    private void crash() {
        boolean reachable = client.reachable;
        log = world.crash(client, log);
        client = world.client();
        client.reachable = reachable;
        chains = open(World.pinned(genesis, keys.getFirst()));
    }

    private void end() {
        boolean reachable = client.reachable;
        chain().close();
        client.connection.close();
        world.settle();
        client = world.client();
        client.reachable = reachable;
        chains = open(World.pinned(genesis, keys.getFirst()));
    }

    /**
     * Something happens to it, or to the world, or nothing.
     *
     * @param edit makes another commit
     */
    void meet(RandomGenerator random, Runnable edit) {
        switch (random.nextInt(29)) {
            case 0, 1 -> world.settle();
            case 2 -> client.cut();
            case 3 -> world.pass(100);
            case 4, 5 -> crash();
            case 6 -> end();
            case 7 -> {
                client.reachable = false;
                client.cut();
            }
            case 8, 9 -> client.reachable = true;
            case 10 -> log.sync();
            case 11 -> client.meddling = _ -> List.of(); // what the server says is lost
            case 12 -> {
                client.cut();
                client.meddling = each -> each;
            }
            case 15 -> world.full = true;
            case 16, 17 -> world.full = false;
            case 18 -> world.settleBut(log);
            case 19 -> {
                client.reachable = true;
                world.pass(200);
                edit.run();
                world.settleBut(log);
                crash();
            }
            case 20 -> {
                client.reachable = true;
                world.passBut(log, 5_000);
                crash();
            }
            case 13, 14 -> world.steps.runSome(random.nextInt(30));
            default -> {
                // what comes next builds on what it has just done
            }
        }
    }

    /** Nothing stands in its way any more. */
    void recover() {
        client.cut();
        client.reachable = true;
        client.meddling = each -> each;
    }

    /** Has each commit say its number as its time. */
    private static final class Numbering extends Clock {
        private final IntSupplier number;

        private Numbering(IntSupplier number) {
            this.number = number;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(number.getAsInt());
        }
    }
}
