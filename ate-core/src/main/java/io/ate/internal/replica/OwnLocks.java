package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.LockUnavailableException;
import io.ate.NoSuchObjectException;
import io.ate.NoWriteAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import io.ate.internal.lock.Timer;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.sequence.Serial;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The locks that this program holds or wants on one chain. For whoever gives them all threads of this program are one
 * writer, so they stand in a line here first, and only the first one asks; the next one does when that one's lock has
 * been given back. Each lock is renewed at a third of its lease, and given up here before its lease is over there.
 * Thread-safe: everything is done in turn.
 */
final class OwnLocks {
    private static final String IN_THIS_PROGRAM = "somebody else in this program";

    private final Desk desk;
    private final Timer timer;
    private final Function<KeyId, WriterId> writers;
    private final Function<Fence, CompletableFuture<?>> underWay;
    private final Map<Place, Deque<LockClaim>> lines = new HashMap<>();
    private final Predicate<PrimaryKey> isGone;
    /** There are lines; changed in turn, and looked at by any thread. */
    private volatile boolean lined;
    private @Nullable RuntimeException ended;

    /** Whoever gives the locks: the server, or the chain's owner in this process. */
    interface Desk {
        /** Runs a task after those before it. */
        void inTurn(Serial.Small task);

        /** Asks; what comes of it comes in turn. */
        void ask(Inquiry inquiry);
    }

    private record Place(PrimaryKey object, WriterId holder) {}

    /**
     * @param writers who writes under a key
     * @param underWay completes when the commits that name a lock, and are under way now, are answered
     * @param isGone tells, to any thread, whether the chain as it is known here has that object no more
     */
    OwnLocks(Desk desk, Timer timer, Function<KeyId, WriterId> writers,
            Function<Fence, CompletableFuture<?>> underWay, Predicate<PrimaryKey> isGone) {
        this.desk = desk;
        this.timer = timer;
        this.writers = writers;
        this.underWay = underWay;
        this.isGone = isGone;
    }

    /** Asks for a lock. */
    LockClaim claim(LockWish wish) {
        LockClaim claim = new LockClaim(this, wish, writers.apply(wish.keys().getFirst().id()), timer);
        desk.inTurn(() -> join(claim));
        return claim;
    }

    /** See {@link LockClaim#release()}. */
    void release(LockClaim claim) {
        desk.inTurn(() -> {
            switch (claim.stage()) {
                case QUEUED, ASKING -> withdraw(claim);
                case HELD -> {
                    Fence fence = claim.given().fence();
                    var _ = underWay.apply(fence).whenComplete((_, _) -> desk.inTurn(() -> giveBack(claim)));
                }
                case ENDING, OVER -> {
                    // it is on its way already
                }
            }
        });
    }

    /**
     * There is a connection again, on which everything may be asked: whoever answers there may know nothing of locks
     * that were given before, as a server that was restarted, and that is better heard now than at the next renewal.
     */
    void connected() {
        desk.inTurn(() -> {
            for (LockClaim each : held()) {
                if (!each.isRenewing()) {
                    renew(each);
                }
            }
        });
    }

    /** Something has been deleted, by whomever. If that was locked here, or above what is, the lock is gone with it. */
    void deleted() {
        if (lined) {
            desk.inTurn(() -> held().stream().filter(each -> isGone.test(each.object())).forEach(this::takeAway));
        }
    }

    private List<LockClaim> held() {
        return lines.values().stream().map(Deque::getFirst).filter(OwnLocks::isHeld).toList();
    }

    private static boolean isHeld(LockClaim claim) {
        return claim.stage() == LockClaim.Stage.HELD;
    }

    private void renew(LockClaim claim) {
        claim.renews();
        desk.ask(new Renewal(claim));
    }

    /** It is lost, whatever whoever gave it thinks of that. */
    private void takeAway(LockClaim claim) {
        lose(claim);
        giveBack(claim);
    }

    /** A moment has come that the claim waited for. */
    void due(LockClaim claim) {
        desk.inTurn(() -> {
            claim.rang();
            switch (claim.stage()) {
                case QUEUED -> refuse(claim, claim.isInLine() ? elsewhere(claim, IN_THIS_PROGRAM)
                        : new ChainUnavailableException("the lock on object " + claim.object()
                                + " could not be asked for in time"));
                case HELD -> lookAfter(claim);
                case ASKING, ENDING, OVER -> {
                    // it waits for an answer, or for nothing
                }
            }
        });
    }

    private void lookAfter(LockClaim claim) {
        if (claim.isOverdue()) {
            takeAway(claim);
            return;
        }
        if (claim.isToBeRenewed()) {
            renew(claim);
        }
        claim.wind();
    }

    /** Somebody else writes under that writer's name, and may do so with its locks: they count no more. */
    void disown(WriterId writer) {
        desk.inTurn(() -> {
            held().stream().filter(each -> each.holder().equals(writer)).forEach(this::takeAway);
        });
    }

    /**
     * Those claims of which whoever gives the locks may know, in turn; a lock that is on its way back may be given back
     * once more. Without those that commits under way rely on, which would be refused.
     */
    List<LockClaim> taken() {
        return lines.values().stream().map(Deque::getFirst).filter(each -> !isReliedOn(each)).toList();
    }

    private boolean isReliedOn(LockClaim claim) {
        return claim.stage() == LockClaim.Stage.HELD && !underWay.apply(claim.given().fence()).isDone();
    }

    /** Nothing goes on: whoever waits is told the cause, and whoever holds something does so no more. */
    void end(RuntimeException cause) {
        desk.inTurn(() -> {
            if (ended == null) {
                ended = cause;
            }
            for (Deque<LockClaim> line : List.copyOf(lines.values())) {
                for (LockClaim each : List.copyOf(line)) {
                    lose(each);
                    each.stage(LockClaim.Stage.OVER);
                    each.grant().completeExceptionally(cause);
                }
            }
            lines.clear();
            lined = false;
        });
    }

    // --- in turn

    private void join(LockClaim claim) {
        if (ended != null) {
            claim.stage(LockClaim.Stage.OVER);
            claim.grant().completeExceptionally(ended);
            return;
        }
        Deque<LockClaim> line = lines.computeIfAbsent(place(claim), _ -> new ArrayDeque<>(1));
        boolean wanted = line.stream().anyMatch(each -> !each.isReleased() && each.stage() != LockClaim.Stage.ENDING);
        line.addLast(claim);
        lined = true;
        if (claim.isReleased()) {
            leave(claim);
        } else if (claim.isImpatient() && wanted) {
            refuse(claim, elsewhere(claim, IN_THIS_PROGRAM));
        } else if (line.getFirst() == claim) {
            begin(claim);
        } else {
            claim.queues(line.getFirst());
        }
    }

    private void begin(LockClaim claim) {
        claim.stage(LockClaim.Stage.ASKING);
        desk.ask(new Wish(claim));
    }

    /** It is wanted no longer: whoever was asked for it may have given it meanwhile. */
    private void withdraw(LockClaim claim) {
        if (claim.stage() == LockClaim.Stage.ASKING) {
            giveBack(claim);
        } else {
            leave(claim);
        }
        claim.grant().cancel(false);
    }

    private void giveBack(LockClaim claim) {
        if (claim.stage() == LockClaim.Stage.ASKING || claim.stage() == LockClaim.Stage.HELD) {
            claim.stage(LockClaim.Stage.ENDING);
            desk.ask(new GivingBack(claim));
        }
    }

    private void refuse(LockClaim claim, RuntimeException cause) {
        claim.grant().completeExceptionally(cause);
        leave(claim);
    }

    private void lose(LockClaim claim) {
        if (claim.stage() == LockClaim.Stage.HELD && !claim.isReleased() && !claim.grant().isCompletedExceptionally()) {
            claim.lost().complete(null);
        }
    }

    private void leave(LockClaim claim) {
        claim.stage(LockClaim.Stage.OVER);
        Deque<LockClaim> line = lines.get(place(claim));
        if (line == null) {
            return;
        }
        boolean first = line.getFirst() == claim;
        line.remove(claim);
        if (line.isEmpty()) {
            lines.remove(place(claim));
            lined = !lines.isEmpty();
        } else if (first) {
            begin(line.getFirst());
        }
    }

    private static Place place(LockClaim claim) {
        return new Place(claim.object(), claim.holder());
    }

    private static LockUnavailableException elsewhere(LockClaim claim, String who) {
        return new LockUnavailableException("the lock on object " + claim.object() + " is held by " + who,
                claim.object());
    }

    private static RuntimeException refusal(LockClaim claim, Rejected rejected) {
        return switch (rejected.reason()) {
            case NO_SUCH_OBJECT -> new NoSuchObjectException(rejected.text(), claim.object());
            case NO_WRITE_AUTHORITY ->
                    new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY, rejected.text(), claim.object());
            default -> new CommitRejectedException(rejected.reason(), rejected.text(), claim.object());
        };
    }

    /** What all that is asked for a claim has in common. */
    private abstract static class Asking implements Inquiry {
        final LockClaim claim;

        private Asking(LockClaim claim) {
            this.claim = claim;
        }

        @Override
        public final List<HeldKeys> keys() {
            return claim.keys();
        }

        @Override
        public final Class<LockResult> kind() {
            return LockResult.class;
        }
    }

    /** Asks for a lock. */
    private final class Wish extends Asking {
        private Wish(LockClaim claim) {
            super(claim);
        }

        @Override
        public ToServer ask(int channel, int request) {
            claim.asks();
            return new LockRequest(channel, request, claim.holder(), claim.object(), bounded(claim.lease()),
                    bounded(claim.patience()), null);
        }

        @Override
        public void unsent() {
            claim.unasked();
        }

        @Override
        public boolean isForNow() {
            return true;
        }

        @Override
        public void answered(ToClient answer) {
            switch (answer) {
                case LockResult(int _, int _, LockResult.Held held) -> {
                    Fence fence = new Fence(claim.object(), held.start(), held.counter());
                    claim.given(new LockGrant(claim.holder(), fence, held.sequence()));
                    if (claim.isOld(held.lease())) {
                        renew(claim); // who knows how long ago it was given
                    } else {
                        claim.holdsFor(held.lease());
                    }
                }
                case LockResult _ -> refuse(claim, elsewhere(claim, "somebody else"));
                case Rejected rejected -> refuse(claim, refusal(claim, rejected));
                default -> failed(new IllegalStateException("that does not answer a wish for a lock: " + answer));
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            refuse(claim, cause);
        }

        @Override
        public boolean isOver() {
            return claim.stage() != LockClaim.Stage.ASKING;
        }
    }

    /** Keeps a lock for another lease. */
    private final class Renewal extends Asking {
        private boolean answered;

        private Renewal(LockClaim claim) {
            super(claim);
        }

        @Override
        public ToServer ask(int channel, int request) {
            claim.asks();
            return new LockRequest(channel, request, claim.holder(), claim.object(), bounded(claim.lease()), 0,
                    claim.given().fence());
        }

        @Override
        public void answered(ToClient answer) {
            answered = true;
            if (answer instanceof LockResult(int _, int _, LockResult.Held held)) {
                claim.holdsFor(held.lease());
            } else {
                claim.grant().completeExceptionally(elsewhere(claim, "somebody else by now"));
                lose(claim);
                giveBack(claim); // what may be left of it
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            answered = true; // the lease runs out
            claim.grant().completeExceptionally(cause);
        }

        @Override
        public boolean isOver() {
            return answered || claim.stage() != LockClaim.Stage.HELD;
        }
    }

    /** Gives back what a claim has, or may have. */
    private final class GivingBack extends Asking {
        private GivingBack(LockClaim claim) {
            super(claim);
        }

        @Override
        public ToServer ask(int channel, int request) {
            return new Unlock(channel, request, claim.holder(), claim.object());
        }

        @Override
        public void answered(ToClient answer) {
            leave(claim);
        }

        @Override
        public void failed(RuntimeException cause) {
            leave(claim); // the lease runs out
        }

        @Override
        public boolean isOver() {
            return claim.stage() == LockClaim.Stage.OVER;
        }
    }

    private static int bounded(long millis) {
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }
}
