package io.ate.internal.trust;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Event;
import io.ate.internal.event.Fence;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Fold;
import io.ate.internal.view.RecallingState;
import io.ate.internal.view.TooLongAgoException;
import io.ate.internal.view.Writers;
import io.ate.internal.wire.MalformedException;
import java.util.Set;

/**
 * Judges commits against the state of one chain, in the order that the design fixes: channel and keys, writer and
 * number, mark, conditions with the lock first of them, place, rights, sealing, signatures. The first thing that is
 * wrong, in this order, is the reason given. (Bounds come before, when the commit is decoded.) Confined to the thread
 * that owns the chain's state.
 *
 * <p>
 * A server admits with it what clients send; a client checks with it what the server streams. They differ in one point:
 * in centralized trust a client takes the server's word for who changed a value, and judges the rest.
 */
public final class Judge {
    /** What may be asked of one writer, and a little of others. */
    private static final long LOOKED_UP = Bounds.NUMBERS + 1_024;

    private final Trust trust;
    private final Role role;
    private final Fold fold;
    private final Fences fences;

    /** For whom the judge works. */
    public enum Role {
        /** Decides what enters the chain. */
        ADMITTING,
        /** Checks what has entered it. */
        FOLLOWING,
        /** Checks single events of it, and is not shown what keys others have published before. */
        SAMPLING,
        /** Checks what compaction has left of it. */
        RECALLING
    }

    /** A judge for who follows, or admits where there are no locks. */
    public Judge(Trust trust, Role role, Fold fold) {
        this(trust, role, fold, role == Role.ADMITTING ? (_, _) -> false : Fences.UNKNOWN);
    }

    /**
     * A judge for who gives locks, too.
     *
     * @param fences which locks are held; asked by who admits alone
     */
    public Judge(Trust trust, Role role, Fold fold, Fences fences) {
        this.fences = fences;
        this.trust = trust;
        this.role = role;
        this.fold = fold;
    }

    /**
     * Judges one commit; nothing is changed by it.
     *
     * @param proven the keys that the sender has proven on its connection; of no meaning to who follows
     * @param first the sequence that the commit's first event has or would have
     */
    public Verdict judge(ChainState state, Writers writers, CheckedCommit checked, Set<KeyId> proven, long first) {
        try {
            writers.allow(role == Role.ADMITTING ? LOOKED_UP : Long.MAX_VALUE);
            Statement statement = checked.commit().statement();
            if (checked.fault() instanceof CheckedCommit.Fault.Malformed(String text)) {
                throw new RefusedException(Reason.MALFORMED, text, null);
            }
            demandKeys(statement, checked.signing(), proven);
            demandRecent(statement);
            switch (writers.standing(statement.writer(), statement.number(), checked.hash())) {
                case Writers.Standing.Fresh() -> {
                }
                case Writers.Standing.Known(Writers.Admitted commit) when role == Role.ADMITTING -> {
                    return new Verdict.Repeated(commit);
                }
                case Writers.Standing.Known _,Writers.Standing.Spent _ -> throw new RefusedException(
                        Reason.REFUSED_EARLIER,
                        "commit number " + statement.number() + " of its writer was used before", null);
                case Writers.Standing.Cloned() -> throw new RefusedException(Reason.WRITER_CLONED,
                        "another commit was admitted under number " + statement.number() + " of this writer", null);
            }
            demandBasis(statement, checked, first);
            demandLock(statement);
            RecallingState judged = new RecallingState(state);
            Conditions.demand(judged, new Admissions(writers), checked);
            return effects(state, judged, checked, first);
        } catch (RefusedException refused) {
            return refused.verdict();
        } catch (TooLongAgoException e) {
            return new Verdict.Refused(Reason.LIMIT, String.valueOf(e.getMessage()), null);
        } finally {
            writers.allow(Long.MAX_VALUE);
        }
    }

    /**
     * What a commit of this program's own would do to {@code state}, as far as conditions, place, rights, sealing and
     * signatures say; whoever admits it looks at the rest.
     *
     * <p>
     * Unlike the state that a commit is admitted to, this one may move on meanwhile. So conditions, although they come
     * first in the order of admission, are looked at last: whatever befell an object that the commit relies on, at any
     * moment until then, is told as the conflict that it is.
     *
     * @param first the negative number that stands for the sequence of its first event, the others counting downwards
     */
    public Verdict predict(ChainState state, Predecessors predecessors, CheckedCommit checked, long first) {
        Verdict verdict = effects(state, new RecallingState(state), checked, first);
        try {
            Conditions.demand(state, predecessors, checked);
            return verdict;
        } catch (RefusedException refused) {
            return refused.verdict();
        }
    }

    /**
     * Judges one event of a commit by itself: its place, who had a right to it, how it is sealed. For who is shown no
     * more than the events on which that depends, in the order of their sequences.
     *
     * @param chain the chain's id
     * @param signing the keys whose signatures on the commit hold
     */
    public Verdict sample(ChainState state, ChainId chain, Event event, Set<KeyId> signing, long sequence) {
        try {
            Matter matter = Matter.of(chain, event, signing);
            return new Verdict.Admitted(
                    new EventJudge(trust, role, fold, state, new RecallingState(state), matter, sequence).effects());
        } catch (MalformedException e) {
            return new Verdict.Refused(Reason.MALFORMED, String.valueOf(e.getMessage()), event.facts().key());
        } catch (RefusedException refused) {
            return refused.verdict();
        }
    }

    /**
     * Judges what compaction has left of a commit: events in a row. That they were new when they came, and what they
     * were admitted under, cannot be told any more; place, rights, sealing and signatures can, by what was left for
     * that. What concerns objects that have ended since, and may have lost their beginning, has no effect.
     *
     * @param first the sequence of the first of them
     */
    public Verdict recall(ChainState state, CheckedCommit left, long first) {
        if (left.fault() instanceof CheckedCommit.Fault.Malformed(String text)) {
            return new Verdict.Refused(Reason.MALFORMED, text, null);
        }
        return effects(state, new RecallingState(state), left, first);
    }

    private Verdict effects(ChainState before, RecallingState state, CheckedCommit checked, long first) {
        try {
            return new Verdict.Admitted(
                    new EventJudge(trust, role, fold, before, state, Matter.of(checked), first).effects());
        } catch (RefusedException refused) {
            return refused.verdict();
        }
    }

    private void demandKeys(Statement statement, Set<KeyId> signing, Set<KeyId> proven) throws RefusedException {
        if (role != Role.ADMITTING || trust == Trust.DISTRIBUTED) {
            return;
        }
        for (KeyId key : statement.keys()) {
            if (!proven.contains(key) && !signing.contains(key)) {
                throw new RefusedException(Reason.NOT_PROVEN, "key " + key + " is not proven on this connection", null);
            }
        }
    }

    /** Who awaits more than the honest can have under way would have the log searched further back than need be. */
    private static void demandRecent(Statement statement) throws RefusedException {
        if (statement.number() - statement.awaited() >= Bounds.NUMBERS) {
            throw new RefusedException(Reason.LIMIT, "commit number " + statement.number() + " awaits number "
                    + statement.awaited() + ": at most " + Bounds.NUMBERS + " of a writer matter at a time", null);
        }
    }

    private static void demandBasis(Statement statement, CheckedCommit checked, long first) throws RefusedException {
        if (statement.basis() >= first) {
            throw new RefusedException(Reason.BASIS_AHEAD,
                    "the writer claims to know sequence " + statement.basis() + " of a chain that ends at "
                            + (first - 1),
                    null);
        }
        if (checked.fault() instanceof CheckedCommit.Fault.UnknownHead(String text)) {
            throw new RefusedException(Reason.HEAD_UNKNOWN, text, null);
        }
    }

    /**
     * A condition like the others, and the first of them: where the lock is lost, that is why the others do not hold.
     */
    private void demandLock(Statement statement) throws RefusedException {
        Fence fence = statement.fence();
        if (fence != null && !fences.isHeld(statement.writer(), fence)) {
            throw new RefusedException(Reason.LOCK_LOST, "the lock on object " + fence.lock() + " that the commit "
                    + "relies on, number " + fence.start() + "." + fence.counter() + ", is not held any more",
                    fence.lock());
        }
    }

    /** Who admits, and who follows, knows every commit of a writer that was admitted. */
    private record Admissions(Writers writers) implements Predecessors {
        @Override
        public boolean isRefused(WriterId writer, long number) {
            return writers.find(writer, number) == null;
        }

        @Override
        public boolean left(WriterId writer, long number, long version) {
            Writers.Admitted own = writers.find(writer, number);
            return own != null && own.contains(version);
        }

        @Override
        public long sequence(long version) {
            return version;
        }
    }
}
