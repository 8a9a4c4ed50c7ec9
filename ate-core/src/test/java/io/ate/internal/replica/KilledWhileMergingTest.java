package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Offline;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.testing.Keys;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that ends while what lies in its outbox is merged: some of it lies there as it was merged, the rest as it
 * was, and the next program goes on with all of it.
 */
final class KilledWhileMergingTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final ChainName NAME = new ChainName("merging");
    private static final int EDITS = 10;
    /** Is told of each value that is merged, in the one thread in which all of a world happens. */
    private static final ThreadLocal<IntConsumer> MERGING = ThreadLocal.withInitial(() -> _ -> {
    });

    private final World world = new World();
    private final List<CommitRejectedException> refused = new ArrayList<>();
    private MemoryRedoLog log = world.log();
    private World.Client client = world.client();

    @MergedBy(AddedUp.class)
    record Counter(int hers, int others) {}

    /** Neither what she has counted is lost, nor what others have. */
    public static final class AddedUp implements MergeRule<Counter> {
        @Override
        public Counter merge(Merge<Counter> values) {
            MERGING.get().accept(values.mine().hers());
            return new Counter(values.theirs().hers() + values.mine().hers() - values.base().hers(),
                    values.theirs().others() + values.mine().others() - values.base().others());
        }
    }

    @AfterEach
    void forget() {
        MERGING.remove();
    }

    private Chain open(World.Client by, ChainWish wish, MemoryRedoLog in, UnaryOperator<Replica> network) {
        var opening = by.connection.open(wish.offline(Offline.WORK), in, Pins.NONE);
        world.pass(1_000);
        Chain opened = Chains.over(network.apply(opening.join()), Session.of(ALICE), AteConfig.defaults(),
                new Workers(by.process, (_, _, _, _) -> true, Duration.ZERO)).with(Scope.LOCAL);
        var _ = opened.onRefused(refused::add);
        return opened;
    }

    /** The same replica, where what is sent again is answered before the next is. */
    private Replica quick(Replica replica) {
        return (Replica) Proxy.newProxyInstance(Replica.class.getClassLoader(), new Class<?>[] {Replica.class},
                (_, method, arguments) -> {
                    try {
                        return method.invoke(replica, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        if (method.getName().equals("restore")) {
                            world.settle();
                        }
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void theNextProgramGoesOnWithAllOfIt(Trust trust) {
        SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(NAME,
                Genesis.of(Rules.inherit()).trust(trust), Session.of(ALICE));
        Chain chain = open(client, World.wish(genesis, ALICE), log, UnaryOperator.identity());
        World.Client elsewhere = world.client();
        Chain others = open(elsewhere, World.pinned(genesis, ALICE), world.log(), UnaryOperator.identity());
        var storing = chain.commitAsync(dio -> dio.store(new Counter(0, 0)).ref());
        world.pass(1_000);
        DaoRef<Counter> counter = storing.join();

        client.reachable = false;
        client.cut();
        world.settle();
        for (int i = 0; i < EDITS; i++) {
            var _ = chain.commitAsync(
                    dio -> dio.load(counter).update(now -> new Counter(now.hers() + 1, now.others())));
        }
        var _ = others.commitAsync(
                dio -> dio.load(counter).update(now -> new Counter(now.hers(), now.others() + 1_000)));
        world.settle();
        MERGING.set(merged -> {
            if (merged == 1) {
                client.reachable = false;
                client.cut();
            } else if (merged == 4) {
                log.sync(); // what was merged by now is there, and no more of it will be
                log = world.crash(client, log);
            }
        });
        client.reachable = true;
        world.pass(60_000);
        MERGING.remove();

        client = world.client();
        Chain next = open(client, World.pinned(genesis, ALICE), log, this::quick);
        world.pass(60_000);
        assertThat(next.<Counter, RuntimeException>commit(dio -> dio.load(counter).value()).hers()).isEqualTo(EDITS);
        var _ = next.commitAsync(dio -> dio.load(counter).update(now -> new Counter(now.hers() + 1, now.others())));
        world.pass(60_000);

        assertThat(refused).isEmpty();
        assertThat(next.outbox().commits()).isEmpty();
        assertThat(others.<Counter, RuntimeException>commit(dio -> dio.load(counter).value()))
                .isEqualTo(new Counter(EDITS + 1, 1_000));
    }
}
