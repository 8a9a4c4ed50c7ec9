package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Fold;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Writers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges commits against the state of one chain, in the order that the design fixes: channel and keys, writer and
 * number,
 * mark, conditions, place, rights, sealing, signatures. The first thing that is wrong, in this order, is the reason
 * given.
 * (Bounds come before, when the commit is decoded.) Confined to the thread that owns the chain's state.
 *
 * <p>
 * A server admits with it what clients send; a client checks with it what the server streams. They differ in one point:
 * in centralized trust a client takes the server's word for who changed a value, and judges the rest.
 */
public final class Judge {
    private final Trust trust;
    private final Role role;
    private final Fold fold;

    /** For whom the judge works. */
    public enum Role {
        /** Decides what enters the chain. */
        ADMITTING,
        /** Checks what has entered it. */
        FOLLOWING
    }

    public Judge(Trust trust, Role role, Fold fold) {
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
            Statement statement = checked.commit().statement();
            if (checked.fault() instanceof CheckedCommit.Fault.Malformed(String text)) {
                throw new RefusedException(Reason.MALFORMED, text, null);
            }
            demandKeys(statement, checked.signing(), proven);
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
            demandConditions(state, writers, checked);
            return new Verdict.Admitted(new EventJudge(trust, role, fold, state, checked, first).effects());
        } catch (RefusedException refused) {
            return refused.verdict();
        }
    }

    /**
     * What a commit of this program's own would do to {@code state}, as far as place, rights, sealing and signatures
     * say;
     * whoever admits it looks at the rest.
     *
     * @param first the negative number that stands for the sequence of its first event, the others counting downwards
     */
    public Verdict predict(ChainState state, CheckedCommit checked, long first) {
        try {
            return new Verdict.Admitted(new EventJudge(trust, role, fold, state, checked, first).effects());
        } catch (RefusedException refused) {
            return refused.verdict();
        }
    }

    private void demandKeys(Statement statement, Set<KeyId> signing, Set<KeyId> proven) throws RefusedException {
        if (role == Role.FOLLOWING || trust == Trust.DISTRIBUTED) {
            return;
        }
        for (KeyId key : statement.keys()) {
            if (!proven.contains(key) && !signing.contains(key)) {
                throw new RefusedException(Reason.NOT_PROVEN, "key " + key + " is not proven on this connection", null);
            }
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
        if (statement.fence() != null) {
            throw new RefusedException(Reason.UNSUPPORTED, "locks are not supported yet", statement.fence().lock());
        }
    }

    private static void demandConditions(ChainState state, Writers writers, CheckedCommit checked)
            throws RefusedException {
        Statement statement = checked.commit().statement();
        List<Event> events = checked.commit().events();
        for (Event event : events) {
            demandCondition(state, writers, statement.writer(), event.facts().key(), event.facts().condition());
        }
        for (ObjectCondition each : statement.conditions()) {
            demandCondition(state, writers, statement.writer(), each.key(), each.condition());
        }
    }

    private static void demandCondition(ChainState state, Writers writers, WriterId writer, PrimaryKey key,
            Condition condition) throws RefusedException {
        switch (condition) {
            case Condition.None() -> {
            }
            case Condition.Absent() -> {
                if (state.live(key) != null) {
                    throw new RefusedException(Reason.CONFLICT, "object " + key + " exists already", key);
                }
            }
            case Condition.AtVersion(long sequence) -> {
                ObjectEntry live = state.live(key);
                if (live == null || live.version() != sequence) {
                    throw changed(live, key, "since version " + sequence);
                }
            }
            case Condition.AtOwn(long number) -> {
                Writers.Admitted own = writers.find(writer, number);
                if (own == null) {
                    throw new RefusedException(Reason.PREDECESSOR_REFUSED,
                            "it builds on commit number " + number + " of its writer, which was not admitted", key);
                }
                ObjectEntry live = state.live(key);
                if (live == null || !own.contains(live.version())) {
                    throw changed(live, key, "since the writer's own commit number " + number);
                }
            }
        }
    }

    private static RefusedException changed(@Nullable ObjectEntry live, PrimaryKey key, String since) {
        return new RefusedException(Reason.CONFLICT, live == null ? "object " + key + " does not exist any more"
                : "object " + key + " has changed " + since + "; it is at version " + live.version(), key);
    }
}
