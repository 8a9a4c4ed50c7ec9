package io.ate.internal.replica;

import io.ate.LockUnavailableException;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.WriterId;
import io.ate.internal.lock.Alarm;
import io.ate.internal.lock.Timer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One wish of this program for a lock, from its place in the line here to its end. Thread-safe: its course belongs to
 * the turn of its {@link OwnLocks}, and any thread may ask how it stands, or end it.
 */
public final class LockClaim {
    /** What part of a lease nobody counts on, since no two machines' clocks go quite alike. */
    private static final int DRIFT = 64;

    private final OwnLocks locks;
    private final LockWish wish;
    private final WriterId holder;
    private final Timer timer;
    private final long patientUntil;
    private final CompletableFuture<LockGrant> grant = new CompletableFuture<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Alarm alarm;
    private volatile Stage stage = Stage.QUEUED;
    private volatile @Nullable LockClaim first;
    private volatile boolean released;
    private volatile boolean asked;
    private @Nullable LockGrant given;
    private volatile long heldUntil;
    private long askedAt;
    private long renewAt = Alarm.NEVER;
    /** An answer is counted from when it was asked for last, so there is one question at a time. */
    private boolean renewing;

    /** Where it stands. */
    enum Stage {
        /** Others of this program are before it. */
        QUEUED,
        /** Whoever gives the lock is being asked. */
        ASKING,
        /** It is held, and renewed. */
        HELD,
        /** It is being given back. */
        ENDING,
        /** It is over. */
        OVER
    }

    LockClaim(OwnLocks locks, LockWish wish, WriterId holder, Timer timer) {
        this.locks = locks;
        this.wish = wish;
        this.holder = holder;
        this.timer = timer;
        this.patientUntil = timer.now() + Deadline.atMost(wish.patience()).toMillis();
        this.alarm = new Alarm(timer, () -> locks.due(this));
    }

    /**
     * Completes when the lock is given, or exceptionally: with {@link LockUnavailableException} if somebody else has
     * it, or with what else there is against it.
     */
    public CompletableFuture<LockGrant> grant() {
        return grant;
    }

    /** Completes if the lock is lost after it was given, and not if it is released before. */
    public CompletableFuture<Void> lost() {
        return lost;
    }

    /** Completes when nothing of it is left, and its keys are needed no more. */
    public CompletableFuture<Void> over() {
        return over;
    }

    /** Tells whether the lock is held: nobody else has been given it. */
    public boolean isHeld() {
        // the turn says that it is lost before it leaves: whoever hears of that is not told that it is held
        return stage == Stage.HELD && !released && !lost.isDone() && timer.now() < heldUntil;
    }

    /** Tells whether whoever gives the lock was asked on the connection that there is now. */
    public boolean wasAsked() {
        return asked;
    }

    /** Tells whether others of this program have it, or want it, before this one, and do not only give it back. */
    public boolean isInLine() {
        LockClaim before = first;
        return stage == Stage.QUEUED && before != null && before.stage != Stage.ENDING;
    }

    /** Gives the lock back, behind the commits under it that are under way, or waits for it no longer. */
    public void release() {
        released = true;
        locks.release(this);
    }

    /** What it was taken through is closed, by somebody else than who works under it: to them it is lost. */
    public void loseToEnd() {
        if (isHeld()) {
            lost.complete(null);
        }
    }

    // --- the turn's

    PrimaryKey object() {
        return wish.object();
    }

    List<HeldKeys> keys() {
        return wish.keys();
    }

    WriterId holder() {
        return holder;
    }

    Stage stage() {
        return stage;
    }

    boolean isReleased() {
        return released;
    }

    boolean isImpatient() {
        return wish.patience().isZero();
    }

    long lease() {
        return wish.lease().toMillis();
    }

    /** How long it goes on waiting while somebody else has the lock. */
    long patience() {
        return Math.max(0, patientUntil - timer.now());
    }

    void stage(Stage next) {
        stage = next;
        if (next != Stage.HELD) {
            alarm.cancel();
        }
        if (next == Stage.OVER) {
            over.complete(null);
        }
    }

    /** Others of this program are before it: it waits for so long as it has patience, if it has any. */
    void queues(LockClaim behind) {
        first = behind;
        if (!isImpatient()) {
            alarm.at(patientUntil);
        }
    }

    /** The request goes out: the lease counts from now, which is no later than where it is given. */
    void asks() {
        asked = true;
        askedAt = timer.now();
        renewAt = askedAt + Math.max(1, lease() / 3);
    }

    /** The connection on which it was asked for is gone. */
    void unasked() {
        asked = false;
    }

    /** Whoever gives it has given it, at a moment since it was asked for. */
    void given(LockGrant as) {
        given = as;
        stage = Stage.HELD;
    }

    /** What was given; it was. */
    LockGrant given() {
        return Objects.requireNonNull(given, "what is held was given");
    }

    /** Tells whether so much time went by since it was asked for that the lease may nearly be over. */
    boolean isOld(long lease) {
        return timer.now() - askedAt > lease / 3;
    }

    /** It is held for so many milliseconds from when it was asked for last. */
    void holdsFor(long lease) {
        renewing = false;
        heldUntil = askedAt + lease - lease / DRIFT - 1;
        renewAt = Math.min(renewAt, askedAt + Math.max(1, lease / 3));
        wind();
        grant.complete(given());
    }

    boolean isOverdue() {
        return timer.now() >= heldUntil;
    }

    boolean isToBeRenewed() {
        return !renewing && timer.now() >= renewAt;
    }

    /** Tells whether it is being renewed, and that is not answered. */
    boolean isRenewing() {
        return renewing;
    }

    void wind() {
        alarm.at(renewing ? heldUntil : Math.min(heldUntil, renewAt));
    }

    void rang() {
        alarm.rang();
    }

    /** Renewing it has begun: until that is answered only the end of the lease matters. */
    void renews() {
        renewing = true;
    }
}
