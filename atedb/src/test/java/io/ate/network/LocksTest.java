package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Lock;
import io.ate.LockUnavailableException;
import io.ate.NoSuchObjectException;
import io.ate.NoWriteAuthorityException;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A lock belongs to its holder, over real sockets: a denied request frees nothing, another client's unlock frees
 * nothing, a dead holder's lock expires, a late holder's fencing number is refused; and what a client waits for.
 */
class LocksTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String CHAIN = "example.com/alice/tills";
    private static final Duration A_MOMENT = Duration.ofMillis(50);
    /** So short that tests see its end, so long that a busy machine renews it in time. */
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final AteConfig BRIEF = AteConfig.builder().lease(LEASE).deadline(LONG).build();

    /** So long that no test sees its end, nor a renewal. */
    private static final AteConfig LASTING = AteConfig.builder().lease(Duration.ofMinutes(5)).deadline(LONG).build();
    private static final Field.Vec<Till> TILLS = Field.vec("tills", Till.class);

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final Session asBob = Session.of(bob);
    private final ClientConfig trusting = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));

    /** What is locked here. */
    record Till(int sales) {
        Till sold() {
            return new Till(sales + 1);
        }
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static Reason refusal(Runnable commit) {
        CommitRejectedException refused = catchThrowableOfType(CommitRejectedException.class, commit::run);
        assertThat(refused).as("it was stored").isNotNull();
        return refused.reason();
    }

    private static void sell(Chain chain, Lock lock, DaoRef<Till> till) {
        chain.run(dio -> {
            dio.relyOn(lock);
            dio.load(till).update(Till::sold);
        });
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aDeniedRequestAndAnothersUnlockFreeNothing(Trust trust) {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                AteClient two = AteClient.create(server.address(), LASTING, trusting);
                Chain mine = one.create(CHAIN, asAlice,
                        Genesis.of(Rules.inherit()
                                .writableBy(alice.publicKeys(), bob.publicKeys())
                                .readableBy(alice.publicKeys(), bob.publicKeys())).trust(trust));
                Chain his = two.openExisting(CHAIN, asBob)) {
            DaoRef<Till> till = mine.store(new Till(0));
            his.await(mine.sequence());
            try (Lock lock = mine.lock(till)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(his.tryLock(till)).isEmpty();
                    assertThatThrownBy(() -> his.lock(till, A_MOMENT)).isInstanceOf(LockUnavailableException.class);
                    sell(mine, lock, till);
                }
                assertThat(lock.isHeld()).isTrue();
            }
            try (Lock next = his.lock(till)) {
                assertThat(his.get(till)).isEqualTo(new Till(5));
                sell(his, next, till);
            }
        }
    }

    @Test
    void whoWaitsGetsTheLockWhenItIsGivenBackAndReadsWhatWasWrittenUnderIt() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                AteClient two = AteClient.create(server.address(), LASTING);
                Chain mine = one.open(CHAIN, asAlice);
                Chain also = two.openExisting(CHAIN, asAlice);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            DaoRef<Till> till = mine.store(new Till(0));
            also.await(mine.sequence());
            List<Future<?>> sellers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Chain chain = i % 2 == 0 ? mine : also;
                sellers.add(threads.submit(() -> {
                    try (Lock lock = chain.lock(till)) {
                        Till now = chain.get(till); // without a condition: the lock is all that protects it
                        chain.run(dio -> {
                            dio.relyOn(lock);
                            dio.overwrite(till, now.sold());
                        });
                    }
                    return null;
                }));
            }
            for (Future<?> each : sellers) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(mine.sync()).isEqualTo(41);
            assertThat(mine.get(till)).isEqualTo(new Till(40));
        }
    }

    @Test
    void aDeadHoldersLockExpiresAndItsLateCommitIsRefused() throws Exception {
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient dying = AteClient.create(proxy.of(server.address()), BRIEF);
                AteClient living = AteClient.create(server.address(), BRIEF);
                Chain dead = dying.open(CHAIN, asAlice);
                Chain alive = living.openExisting(CHAIN, asAlice)) {
            DaoRef<Till> till = dead.store(new Till(0));
            alive.await(dead.sequence());
            CompletableFuture<Void> lost = new CompletableFuture<>();
            Lock lock = dead.lock(till);
            lock.whenLost(() -> lost.complete(null));
            Lock.Fence old = lock.fence();

            // What is sent now comes late: when it arrives, somebody else has the lock.
            proxy.cut();
            CompletableFuture<?> late = dead.commitAsync(dio -> {
                dio.relyOn(lock);
                return dio.overwrite(till, new Till(1_000)).ref();
            });
            assertThat(alive.tryLock(till)).as("it is still the other's").isEmpty();
            try (Lock next = alive.lock(till, LONG)) {
                assertThat(lock.isHeld()).as("the holder knew before the next one had it").isFalse();
                lost.get(LONG.toSeconds(), TimeUnit.SECONDS);
                assertThat(next.fence()).isGreaterThan(old);
                sell(alive, next, till);
                proxy.mend();
                assertThat(late).failsWithin(LONG).withThrowableThat().withMessageContaining("lock");
                assertThat(next.isHeld()).isTrue();
            }
            dead.sync();
            assertThat(dead.get(till)).isEqualTo(new Till(1));
            assertThat(refusal(() -> sell(dead, lock, till))).isEqualTo(Reason.LOCK_LOST);
        }
    }

    @Test
    void aBrokenConnectionLeavesTheLockToItsHolderWhoTakesItUpAgain() throws Exception {
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient one = AteClient.create(proxy.of(server.address()), BRIEF);
                AteClient two = AteClient.create(server.address(), BRIEF);
                Chain mine = one.open(CHAIN, asAlice);
                Chain also = two.openExisting(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0));
            also.await(mine.sequence());
            try (Lock lock = mine.lock(till)) {
                Lock.Fence fence = lock.fence();
                for (int i = 0; i < 8; i++) {
                    proxy.breakAll();
                    assertThat(also.tryLock(till)).isEmpty();
                    sell(mine, lock, till);
                }
                assertThatThrownBy(() -> also.lock(till, LEASE.plusSeconds(3)))
                        .isInstanceOf(LockUnavailableException.class);
                assertThat(lock.isHeld()).isTrue();
                assertThat(lock.fence()).isEqualTo(fence);
                sell(mine, lock, till);
            }
            try (Lock _ = also.lock(till)) {
                assertThat(also.get(till)).isEqualTo(new Till(9));
            }
        }
    }

    @Test
    void aLockIsLeftToItsHolderAlsoWhereNobodyElseHasTheChainOpen() throws Exception {
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient one = AteClient.create(proxy.of(server.address()), BRIEF);
                Chain mine = one.open(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0));
            try (Lock lock = mine.lock(till)) {
                proxy.breakAll(); // the server lets go of chains that nobody has open, but not of this one
                sell(mine, lock, till);
                assertThat(lock.isHeld()).isTrue();
            }
        }
    }

    @Test
    void afterARestartOfTheServerNoOldLockIsHeldAndNewNumbersAreGreater(@TempDir Path folder) throws Exception {
        AteServer first = AteServer.open(folder, ANY_PORT);
        try (CuttingProxy proxy = new CuttingProxy(first.port());
                AteClient client = AteClient.create(proxy.of(first.address()), BRIEF);
                Chain chain = client.open(CHAIN, asAlice)) {
            DaoRef<Till> till = chain.store(new Till(0));
            CompletableFuture<Void> lost = new CompletableFuture<>();
            Lock lock = chain.lock(till);
            lock.whenLost(() -> lost.complete(null));
            proxy.cut();
            CompletableFuture<?> late = chain.commitAsync(dio -> {
                dio.relyOn(lock);
                return dio.overwrite(till, new Till(1_000)).ref();
            });
            first.close();
            try (AteServer second = AteServer.open(folder, ANY_PORT)) {
                proxy.leadTo(second.port());
                proxy.mend();
                assertThat(late).failsWithin(LONG).withThrowableThat().withMessageContaining("lock");
                lost.get(LONG.toSeconds(), TimeUnit.SECONDS);
                try (Lock next = chain.lock(till)) {
                    assertThat(next.fence()).isGreaterThan(lock.fence());
                    assertThat(next.fence().start()).isGreaterThan(lock.fence().start());
                    sell(chain, next, till);
                }
                assertThat(chain.get(till)).isEqualTo(new Till(1));
            }
        }
    }

    @Test
    void aServerThatWasRestartedIsAskedAtOnceWhatIsStillHeld(@TempDir Path folder) throws Exception {
        AteServer first = AteServer.open(folder, ANY_PORT);
        try (CuttingProxy proxy = new CuttingProxy(first.port());
                AteClient client = AteClient.create(proxy.of(first.address()), LASTING);
                Chain chain = client.open(CHAIN, asAlice)) {
            DaoRef<Till> till = chain.store(new Till(0));
            CompletableFuture<Void> lost = new CompletableFuture<>();
            Lock lock = chain.lock(till);
            lock.whenLost(() -> lost.complete(null));
            first.close();
            try (AteServer second = AteServer.open(folder, ANY_PORT)) {
                proxy.leadTo(second.port());
                lost.get(60, TimeUnit.SECONDS);
                assertThat(lock.isHeld()).as("though its lease would last").isFalse();
                try (Lock next = chain.lock(till)) {
                    assertThat(next.fence()).isGreaterThan(lock.fence());
                }
            }
        }
    }

    @Test
    void whoseLockIsBelowWhatSomebodyElseDeletesHearsThatItIsLost() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                AteClient two = AteClient.create(server.address(), LASTING);
                Chain mine = one.open(CHAIN, asAlice);
                Chain also = two.openExisting(CHAIN, asAlice)) {
            DaoRef<Till> shop = mine.store(new Till(0));
            DaoRef<Till> till = mine.commit(dio -> dio.load(shop).in(TILLS).add(new Till(1)).ref());
            also.await(mine.sequence());
            CompletableFuture<Void> lost = new CompletableFuture<>();
            Lock lock = mine.lock(till);
            lock.whenLost(() -> lost.complete(null));

            also.run(dio -> dio.delete(shop));
            lost.get(60, TimeUnit.SECONDS);
            assertThat(lock.isHeld()).isFalse();
        }
    }

    @Test
    void whoWaitsInLineWhileItsConnectionBreaksStillGetsTheLock() throws Exception {
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient one = AteClient.create(server.address(), LASTING);
                AteClient two = AteClient.create(proxy.of(server.address()), LASTING);
                Chain mine = one.open(CHAIN, asAlice);
                Chain also = two.openExisting(CHAIN, asAlice);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            DaoRef<Till> till = mine.store(new Till(0));
            also.await(mine.sequence());
            Lock lock = mine.lock(till);
            Future<Lock> waiting = threads.submit(() -> also.lock(till));
            assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS)).isNotNull();
            proxy.breakAll();
            also.sync();
            lock.close();
            try (Lock got = waiting.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
                assertThat(got.isHeld()).isTrue();
            }
        }
    }

    @Test
    void aClientThatGivesUpOrClosesLeavesNothingHeld() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                AteClient two = AteClient.create(server.address(), LASTING);
                Chain mine = one.open(CHAIN, asAlice);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            DaoRef<Till> till = mine.store(new Till(0));
            Chain also = two.openExisting(CHAIN, asAlice);
            also.await(mine.sequence());
            Lock lock = mine.lock(till);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            Future<?> interrupted = threads.submit(() -> {
                waiter.complete(Thread.currentThread());
                return also.lock(till);
            });
            waiter.get().interrupt();
            assertThat(interrupted).failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(ChainUnavailableException.class);
            Future<?> closed = threads.submit(() -> also.lock(till));
            assertThatThrownBy(() -> closed.get(50, TimeUnit.MILLISECONDS)).isNotNull();
            also.close();
            assertThat(closed).failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalStateException.class);
            lock.close();
            // Nobody before it has left anything behind: that would take a whole lease to go away.
            try (Chain again = two.openExisting(CHAIN, asAlice)) {
                Lock next = again.lock(till, LONG);
                assertThat(next.isHeld()).isTrue();
            }
            assertThat(mine.lock(till, LONG).isHeld()).as("closing a chain gives back").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void whoClosesLeavesNoLockBehind(Ending ending) {
        try (AteServer server = AteServer.inMemory();
                AteClient lasting = AteClient.create(server.address(), LASTING);
                Chain mine = lasting.open(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0));
            for (int round = 0; round < 20; round++) {
                AteClient brief = AteClient.create(server.address(), LASTING);
                Chain his = brief.openExisting(CHAIN, asAlice);
                Lock lock = his.lock(till, LONG);
                assertThat(lock.isHeld()).isTrue();
                ending.end(brief, his);
                // Its lease would last for minutes.
                mine.lock(till, LONG).close();
                brief.close();
            }
        }
    }

    /** How a program ends that has not closed its lock. */
    private enum Ending {
        CHAIN {
            @Override
            void end(AteClient client, Chain chain) {
                chain.close();
            }
        },
        CLIENT {
            @Override
            void end(AteClient client, Chain chain) {
                client.close();
            }
        },
        BOTH {
            @Override
            void end(AteClient client, Chain chain) {
                chain.close();
                client.close();
            }
        };

        abstract void end(AteClient client, Chain chain);
    }

    @Test
    void closingAHandleGivesItsLocksBack() {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                Chain mine = one.open(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0), Rules.inherit()
                    .writableBy(alice.publicKeys(),
                            bob.publicKeys()));
            for (int i = 0; i < 10; i++) {
                try (Chain his = mine.as(asBob)) {
                    Lock lock = his.lock(till, LONG);
                    assertThat(lock.isHeld()).isTrue();
                }
                mine.lock(till, LONG).close();
            }
        }
    }

    @Test
    void whoMayNotWriteAnObjectMayNotLockIt() {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                Chain mine = one.open(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0));
            DaoRef<Till> read = mine.store(new Till(0),
                    Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys()));
            try (Chain his = mine.as(asBob)) {
                assertThatThrownBy(() -> his.lock(read)).isInstanceOf(NoWriteAuthorityException.class);
                assertThatThrownBy(() -> his.tryLock(till)).isInstanceOf(NoWriteAuthorityException.class);
            }
            mine.delete(till);
            assertThatThrownBy(() -> mine.lock(till)).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void aLockIsNotToBeHadWhereTheServerIsOutOfReach() throws Exception {
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient one = AteClient.create(proxy.of(server.address()), LASTING);
                Chain mine = one.open(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0));
            proxy.cut();
            Chain hasty = mine.within(Duration.ofSeconds(1));
            assertThatThrownBy(() -> hasty.tryLock(till)).isInstanceOf(ChainUnavailableException.class);
            assertThatThrownBy(() -> hasty.lock(till)).isInstanceOf(ChainUnavailableException.class);
            assertThatThrownBy(hasty::sync).isInstanceOf(ChainUnavailableException.class);
            proxy.mend();
            assertThat(mine.sync()).isOne();
            Optional<Lock> lock = mine.tryLock(till);
            assertThat(lock).isPresent();
        }
    }

    @Test
    void ofALockThatAServerIsAskedForInVainNobodySaysThatSomebodyHasIt() throws Exception {
        Semaphore silence = new Semaphore(1);
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port(), (in, out) -> whileHeard(silence, in, out));
                AteClient one = AteClient.create(proxy.of(server.address()), LASTING);
                Chain mine = one.open(CHAIN, asAlice)) {
            DaoRef<Till> till = mine.store(new Till(0));
            silence.acquire();
            Chain hasty = mine.within(Duration.ofSeconds(1));
            assertThatThrownBy(() -> hasty.tryLock(till)).isInstanceOf(ChainUnavailableException.class)
                    .hasMessageContaining("asked for and not answered in time");
            assertThatThrownBy(() -> hasty.lock(till, A_MOMENT)).isInstanceOf(ChainUnavailableException.class);
            silence.release();
            assertThat(mine.tryLock(till)).isPresent();
        }
    }

    /** Passes on what comes, whenever nobody has asked for silence. */
    private static void whileHeard(Semaphore silence, InputStream in, OutputStream out) throws IOException {
        byte[] some = new byte[8192];
        for (int length = in.read(some); length >= 0; length = in.read(some)) {
            silence.acquireUninterruptibly();
            silence.release();
            out.write(some, 0, length);
        }
    }

    @Test
    void aLockIsGivenBackBehindWhatWasSentUnderIt() {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                Chain mine = one.create(CHAIN, asAlice, Genesis.of(Rules.inherit()).distributed())) {
            DaoRef<Till> till = mine.store(new Till(0));
            AtomicInteger refused = new AtomicInteger();
            mine.onRefused(_ -> refused.incrementAndGet());
            for (int i = 0; i < 20; i++) {
                try (Lock lock = mine.lock(till)) {
                    Chain careless = mine.with(Scope.NONE);
                    for (int k = 0; k < 10; k++) {
                        sell(careless, lock, till);
                    }
                }
            }
            mine.sync();
            assertThat(refused).hasValue(0);
            assertThat(mine.get(till)).isEqualTo(new Till(200));
        }
    }

    @Test
    void syncShowsWhatAnotherClientWasToldToBeStored() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), LASTING);
                AteClient two = AteClient.create(server.address(), LASTING);
                Chain mine = one.open(CHAIN, asAlice);
                Chain also = two.openExisting(CHAIN, asAlice)) {
            for (int i = 0; i < 100; i++) {
                DaoRef<Till> till = mine.store(new Till(i));
                also.sync();
                assertThat(also.get(till)).isEqualTo(new Till(i));
            }
            DaoRef<Till> till = mine.store(new Till(0));
            Chain careless = mine.with(Scope.NONE);
            for (int i = 0; i < 300; i++) {
                careless.overwrite(till, new Till(i));
            }
            long sequence = mine.sync();
            also.sync();
            assertThat(also.get(till)).isEqualTo(new Till(299));
            assertThat(also.sequence()).isEqualTo(sequence);
        }
    }
}
