package io.ate;

import io.ate.internal.testing.LogLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks as programs use them, on chains of this process; at servers they are the same, see {@code io.ate.network}. */
class LocksTest {
    private static final Duration A_MOMENT = Duration.ofMillis(30);
    private static final Duration A_WHILE = Duration.ofMillis(300);
    /** So short that a test sees its end, so long that a busy machine renews it in time. */
    private static final Duration BRIEF = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Its leases are so long that no test sees their end, nor a renewal. */
    private final Chain chain = chain(Duration.ofMinutes(5));
    private final DaoRef<Till> till = chain.store(new Till(0));
    private final DaoRef<Till> other = chain.store(new Till(0));

    private static final Field.Vec<Till> TILLS = Field.vec("tills", Till.class);

    /** What is locked here. */
    record Till(int sales) {
        Till sold() {
            return new Till(sales + 1);
        }
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private static Chain chain(Duration lease) {
        return Chain.temporary(AteConfig.builder().lease(lease).deadline(LONG).build());
    }

    private static <T> T elsewhere(Callable<T> task) throws Exception {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            return thread.submit(task).get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.call()) {
            assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void twoThreadsOfOneProgramExcludeEachOther() throws Exception {
        try (Lock lock = chain.lock(till)) {
            assertThat(lock.isHeld()).isTrue();
            assertThat(elsewhere(() -> chain.tryLock(till))).isEmpty();
            assertThatThrownBy(() -> chain.lock(till, A_MOMENT)).isInstanceOf(LockUnavailableException.class);
            assertThat(elsewhere(() -> chain.tryLock(other))).isPresent();
        }
        try (Lock next = chain.lock(till)) {
            assertThat(next.isHeld()).isTrue();
        }
    }

    @Test
    void whoWaitsInVainIsToldWhoOfThisProgramHasTheLock() throws Exception {
        try (KeyBundle keys = KeyBundle.generate();
                Chain mine = Chain.temporary(); // with leases that last
                Chain his = mine.as(Session.of(keys))) {
            DaoRef<Till> shared = mine.store(new Till(0), Rules.inherit()
                    .writableBy(mine.session().publicKeys().findFirst().orElseThrow(), keys.publicKeys()));
            Lock held = mine.lock(shared);
            assertHeldBy("this very thread", () -> mine.lock(shared, A_WHILE));
            assertHeldBy("this very thread", () -> his.lock(shared, A_WHILE));
            assertHeldBy("this very thread", () -> mine.within(A_WHILE).run(dio -> dio.load(shared).lock()));
            String thread = Thread.currentThread().getName();
            assertThat(elsewhere(() -> {
                assertHeldBy("another thread of this program, " + thread, () -> mine.lock(shared, A_WHILE));
                assertHeldBy("another session of this program", () -> his.lock(shared, A_WHILE));
                return held.isHeld();
            })).isTrue();
        }
    }

    private static void assertHeldBy(String holder, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(LockUnavailableException.class)
                .hasMessageContaining("is held by " + holder);
    }

    @Test
    void whatIsGivenBackIsFreeAtOnce() {
        for (int i = 0; i < 100; i++) {
            Optional<Lock> lock = chain.tryLock(till);
            assertThat(lock).isPresent();
            lock.orElseThrow().close();
            assertThat(lock.orElseThrow().isHeld()).isFalse();
        }
    }

    @Test
    void laterLocksHaveGreaterFences() {
        Lock.Fence last = new Lock.Fence(0, 0);
        for (int i = 0; i < 10; i++) {
            try (Lock lock = chain.lock(i % 2 == 0 ? till : other)) {
                assertThat(lock.fence()).isGreaterThan(last);
                last = lock.fence();
            }
        }
    }

    @Test
    void aChainThatIsOpenedAgainGivesGreaterFences(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate()) {
            Lock.Fence before;
            DaoRef<Till> stored;
            try (Chain first = Chain.open(folder, Session.of(keys))) {
                stored = first.store(new Till(0));
                first.lock(stored).close();
                before = first.lock(stored).fence();
            }
            try (Chain again = Chain.open(folder, Session.of(keys)); Lock lock = again.lock(stored)) {
                assertThat(lock.fence()).isGreaterThan(before);
                assertThat(lock.fence().start()).isGreaterThan(before.start());
            }
        }
    }

    @Test
    void aLockIsRenewedForAsLongAsItIsHeld() {
        try (Chain hasty = chain(BRIEF)) {
            DaoRef<Till> renewed = hasty.store(new Till(0));
            try (Lock lock = hasty.lock(renewed)) {
                assertThatThrownBy(() -> hasty.lock(renewed, BRIEF.plusSeconds(2)))
                        .isInstanceOf(LockUnavailableException.class);
                assertThat(lock.isHeld()).isTrue();
                hasty.run(dio -> dio.relyOn(lock));
            }
        }
    }

    @Test
    void aCommitThatReliesOnALockIsStoredUnderIt() {
        try (Lock lock = chain.lock(till)) {
            chain.run(dio -> {
                dio.relyOn(lock);
                dio.load(till).update(Till::sold);
            });
        }
        assertThat(chain.get(till)).isEqualTo(new Till(1));
    }

    @Test
    void whoHasClosedALockReliesOnItInVain() {
        Lock lock = chain.lock(till);
        lock.close();
        lock.close();

        assertThatThrownBy(() -> chain.run(dio -> dio.relyOn(lock))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void theLockOnWhatIsDeletedIsLost() throws Exception {
        CompletableFuture<Void> told = new CompletableFuture<>();
        try (Lock lock = chain.lock(till)) {
            lock.whenLost(() -> told.complete(null));
            chain.delete(till);
            told.get(LONG.toSeconds(), TimeUnit.SECONDS); // long before it would be renewed
            assertThat(lock.isHeld()).isFalse();
            assertThatThrownBy(() -> chain.run(dio -> {
                dio.relyOn(lock);
                dio.load(other).update(Till::sold);
            })).isInstanceOfSatisfying(CommitRejectedException.class,
                    refused -> assertThat(refused.reason()).isEqualTo(Reason.LOCK_LOST));
        }
        assertThat(chain.get(other)).isEqualTo(new Till(0));
    }

    @Test
    void theLockBelowWhatThisProgramDeletesIsLost() throws Exception {
        CompletableFuture<Void> told = new CompletableFuture<>();
        DaoRef<Till> below = chain.commit(dio -> dio.load(till).in(TILLS).add(new Till(1)).ref());
        try (Lock lock = chain.lock(below); Lock kept = chain.lock(other)) {
            lock.whenLost(() -> told.complete(null));
            chain.delete(till);
            told.get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(lock.isHeld()).isFalse();
            assertThat(kept.isHeld()).isTrue();
        }
    }

    @Test
    void whatFailsInAListenerToTheLossOfALockIsInTheLog() throws Exception {
        try (LogLines lines = LogLines.of(Class.forName("io.ate.internal.dao.HeldLock"));
                Lock lock = chain.lock(till)) {
            lock.whenLost(() -> {
                throw new AssertionError("a listener's mistake");
            });
            chain.delete(till);
            assertThat(lines.await("loss of a lock").getThrowableProxy().getMessage())
                    .isEqualTo("a listener's mistake");
        }
    }

    @Test
    void aLockMayBeWaitedForHoweverLong() {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        try (Lock lock = chain.lock(till, forEver); Lock another = chain.within(forEver).lock(other)) {
            assertThat(lock.isHeld()).isTrue();
            assertThat(another.isHeld()).isTrue();
        }
    }

    @Test
    void whoHearsThatALockIsLostMayWaitForACommit() throws Exception {
        CompletableFuture<Till> stored = new CompletableFuture<>();
        try (Lock lock = chain.lock(till)) {
            lock.whenLost(() -> stored.complete(chain.commitAsync(dio -> dio.load(other).update(Till::sold)).join()));
            chain.delete(till);
            assertThat(stored.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new Till(1));
        }
    }

    @Test
    void whoeverWorksUnderALockHearsThatItsHandleOrItsChainIsClosed() throws Exception {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        CompletableFuture<Boolean> toldOfHandle = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (KeyBundle keys = KeyBundle.generate()) {
            DaoRef<Till> shared = chain.store(new Till(0), Rules.inherit().writableBy(keys.publicKeys()));
            Chain handle = chain.as(Session.of(keys));
            Lock lock = chain.lock(till);
            lock.whenLost(() -> told.complete(lock.isHeld()));
            Lock ofHandle = handle.lock(shared);
            ofHandle.whenLost(() -> toldOfHandle.complete(ofHandle.isHeld()));

            handle.close();
            assertThat(toldOfHandle.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
            assertThat(lock.isHeld()).isTrue();
            Lock own = chain.lock(other);
            own.whenLost(() -> closed.complete(true));
            own.close();

            chain.close();
            assertThat(told.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
            assertThat(closed).as("who has closed it has not lost it").isNotDone();
        }
    }

    @Test
    void aCommitUnderALockThatIsLostIsRefusedWhereItIsAdmitted() {
        try (Lock lock = chain.lock(till)) {
            // The lock goes with its object, which the same thread deletes first, whether or not that is known here yet.
            chain.delete(till);
            assertThatThrownBy(() -> chain.run(dio -> {
                dio.relyOn(lock);
                dio.load(other).update(Till::sold);
            })).isInstanceOf(CommitRejectedException.class).hasMessageContaining("lock");
        }
    }

    @Test
    void whoDoesNotTakeTheLockIsNotKeptFromWriting() {
        try (Lock lock = chain.lock(till)) {
            chain.run(dio -> dio.load(till).update(Till::sold));
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    void whatDoesNotExistIsNotLocked() {
        DaoRef<Till> unknown = chain.ref(Till.class, "nothing");

        assertThatThrownBy(() -> chain.lock(unknown)).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() -> chain.run(dio -> dio.store(new Till(3)).lock()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("commit it before");
    }

    @Test
    void whatIsStillUnderWayIsLockedOnceItIsStored() {
        for (int i = 0; i < 50; i++) {
            DaoRef<Till> stored = chain.with(Scope.NONE).store(new Till(i));
            try (Lock lock = chain.lock(stored)) {
                assertThat(lock.isHeld()).isTrue();
            }
        }
    }

    @Test
    void onlyWhoMayWriteMayLock() {
        try (KeyBundle stranger = KeyBundle.generate(); Chain his = chain.as(Session.of(stranger))) {
            assertThatThrownBy(() -> his.lock(till)).isInstanceOf(NoWriteAuthorityException.class);
        }
        try (Chain nobodys = chain.as(Session.none())) {
            assertThatThrownBy(() -> nobodys.lock(till)).isInstanceOf(NoWriteAuthorityException.class);
        }
    }

    @Test
    void twoSessionsExcludeEachOther() {
        try (KeyBundle his = KeyBundle.generate()) {
            DaoRef<Till> shared = chain.store(new Till(0), Rules.inherit().writableBy(his.publicKeys()));
            Lock theirs;
            try (Chain handle = chain.as(Session.of(his))) {
                theirs = handle.lock(shared);
                assertThat(theirs.isHeld()).isTrue();
            }
            assertThat(theirs.isHeld()).as("it ends with its handle").isFalse();
        }
    }

    @Test
    void closingTheChainEndsLocksAndTheWaitingForThem() throws Exception {
        Lock lock = chain.lock(till);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Lock> waiting = threads.submit(() -> chain.lock(till));
            assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isNotNull();
            chain.close();
            assertThat(waiting).failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(lock.isHeld()).isFalse();
        lock.close();
    }

    @Test
    void whoIsInterruptedLosesItsPlaceAndNobodyElsesIsLost() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Lock lock = chain.lock(till);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            Future<Boolean> interrupted = threads.submit(() -> {
                waiter.complete(Thread.currentThread());
                assertThatThrownBy(() -> chain.lock(till)).isInstanceOf(ChainUnavailableException.class)
                        .hasMessageContaining("interrupted");
                return Thread.interrupted();
            });
            waiter.get().interrupt();
            assertThat(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Future<Lock> next = threads.submit(() -> chain.lock(till));
            lock.close();
            next.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
        }
    }

    @Test
    void thoseWhoWaitHaveItOneAfterTheOther() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> {
                    try (Lock lock = chain.lock(till)) {
                        assertThat(inside.incrementAndGet()).isOne();
                        Till now = chain.get(till); // not protected by anything but the lock
                        chain.run(dio -> {
                            dio.relyOn(lock);
                            dio.overwrite(till, now.sold());
                        });
                        inside.decrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
        assertThat(chain.get(till)).isEqualTo(new Till(20));
    }

    @Test
    void aBodyThatTakesTheLockReadsWhatWasWrittenUnderItBefore() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> chain.commit(dio -> {
                    dio.load(till).lock();
                    Till now = dio.load(other).value(); // no condition of the commit speaks of it
                    return dio.overwrite(other, now.sold()).ref();
                })));
            }
            for (Future<?> each : all) {
                each.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
        assertThat(chain.get(other)).isEqualTo(new Till(20));
        await(() -> chain.tryLock(till).isPresent());
    }

    @Test
    void theLockOfAUnitOfWorkIsGivenBackWithItsCommitAlsoWhereNobodyWaitsForThat() throws Exception {
        for (int i = 0; i < 20; i++) {
            chain.with(Scope.NONE).run(dio -> {
                try (Lock lock = dio.load(till).lock()) { // which has no effect on the commit below
                    assertThat(lock.isHeld()).isTrue();
                }
                dio.load(till).update(Till::sold);
            });
            CompletableFuture<?> answer = chain.commitAsync(dio -> {
                assertThat(dio.load(till).lock().isHeld()).isTrue();
                return dio.load(till).update(Till::sold);
            });
            answer.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(chain.get(till)).isEqualTo(new Till(40));
        assertThatThrownBy(() -> chain.run(dio -> {
            dio.load(till).lock();
            throw new IllegalArgumentException("given up");
        })).hasMessage("given up");
        assertThat(chain.tryLock(till)).isPresent();
    }

    @Test
    void aUnitOfWorkReliesOnOneLockAtMost() {
        try (Lock lock = chain.lock(till)) {
            assertThatThrownBy(() -> chain.run(dio -> {
                dio.relyOn(lock);
                dio.load(other).lock();
            })).isInstanceOf(IllegalStateException.class).hasMessageContaining("one lock");
        }
        try (Chain stranger = Chain.temporary()) {
            Lock foreign = stranger.lock(stranger.store(new Till(0)));
            assertThatThrownBy(() -> chain.run(dio -> dio.relyOn(foreign)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void syncWaitsForWhatNobodyWaitsFor() {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        try (Registration _ = chain.onRefused(_ -> refused.incrementAndGet())) {
            Chain careless = chain.with(Scope.NONE);
            for (int i = 0; i < 500; i++) {
                careless.store(new Till(i));
                answers.add(chain.commitAsync(dio -> dio.store(new Till(0)).ref()));
            }
            long sequence = chain.sync();

            assertThat(sequence).isEqualTo(1_002);
            assertThat(chain.sequence()).isEqualTo(sequence);
            assertThat(refused).hasValue(0);
        }
        assertThat(answers).allSatisfy(each -> assertThat(each).succeedsWithin(LONG));
    }
}
