package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.text.Things;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import org.jspecify.annotations.Nullable;

/** Holds the conditions of one commit against the state of its chain. Confined to whoever judges. */
final class Conditions {
    private final ChainState state;
    private final Predecessors predecessors;
    private final WriterId writer;
    private final long number;

    private Conditions(ChainState state, Predecessors predecessors, WriterId writer, long number) {
        this.state = state;
        this.predecessors = predecessors;
        this.writer = writer;
        this.number = number;
    }

    /** Demands that all conditions hold: those of the events first, then those on other objects. */
    static void demand(ChainState state, Predecessors predecessors, CheckedCommit checked) throws RefusedException {
        Statement statement = checked.commit().statement();
        Conditions conditions = new Conditions(state, predecessors, statement.writer(), statement.number());
        for (Event event : checked.commit().events()) {
            conditions.demand(event.facts().key(), event.facts().condition());
        }
        for (ObjectCondition each : statement.conditions()) {
            conditions.demand(each.key(), each.condition());
        }
    }

    private void demand(PrimaryKey key, Condition condition) throws RefusedException {
        switch (condition) {
            case Condition.None() -> {
            }
            case Condition.Absent() -> demandAbsent(key);
            case Condition.AtVersion(long sequence) -> {
                ObjectEntry live = state.live(key);
                if (live == null || predecessors.sequence(live.version()) != sequence) {
                    throw changed(live, key, "since version " + sequence);
                }
            }
            case Condition.Own own -> {
                if (number - own.number() >= Bounds.NUMBERS) {
                    throw new RefusedException(Reason.CONFLICT, "what commit number " + own.number()
                            + " of its writer left is too long ago to tell whether object " + key + " is as it was",
                            key);
                }
                demand(key, own, writer);
            }
            case Condition.OfAnother(WriterId other, Condition.Own own) -> demand(key, own, other);
        }
    }

    private void demand(PrimaryKey key, Condition.Own own, WriterId by) throws RefusedException {
        if (predecessors.isRefused(by, own.number())) {
            throw new RefusedException(Reason.PREDECESSOR_REFUSED, "it builds on commit number " + own.number()
                    + " of " + name(by) + ", which was not admitted", key);
        }
        switch (own) {
            case Condition.AfterOwn _ -> {
            }
            case Condition.AbsentAfterOwn _ -> demandAbsent(key);
            case Condition.AtOwn(long left) -> {
                ObjectEntry live = state.live(key);
                if (live == null || !predecessors.left(by, left, live.version())) {
                    throw changed(live, key, "since commit number " + left + " of " + name(by));
                }
            }
        }
    }

    private String name(WriterId by) {
        return by.equals(writer) ? "its writer" : "another writer, of key " + by.key();
    }

    private void demandAbsent(PrimaryKey key) throws RefusedException {
        if (state.live(key) != null) {
            throw new RefusedException(Reason.CONFLICT, "object " + key + " exists already", key);
        }
    }

    private RefusedException changed(@Nullable ObjectEntry live, PrimaryKey key, String since) {
        if (live == null) {
            return new RefusedException(Reason.CONFLICT, "object " + key + " does not exist any more", key);
        }
        long now = predecessors.sequence(live.version());
        return new RefusedException(Reason.CONFLICT, Things.described(key) + " has changed " + since
                + (now < 0 ? ", by a commit that is not answered yet" : "; it is at version " + now), key);
    }
}
