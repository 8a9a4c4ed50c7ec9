package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.Scope;
import io.ate.internal.replica.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals anew what a commit that changed who reads an object has left to those right behind it, in as many as that
 * takes. They may fail, and that does not undo what is stored: the former readers go on reading it, and whoever writes
 * it again seals it for the new. Confined to one call.
 */
final class SealingBehind {
    private static final Logger LOG = LoggerFactory.getLogger(SealingBehind.class);

    /** Rounds in a row without anything that could be sealed anew. */
    private static final int MOST_IN_VAIN = 3;

    private final OpenChain chain;
    private final SessionLease session;
    private final Behind behind;
    private final Deadline deadline;
    /** Fewer after each conflict: others who write there do not hold the rest up. */
    private int most = Room.MOST_OBJECTS;
    /** How many the last run of this round was to seal anew; 0 before the first. */
    private int sealing;
    /** Whether others who write there stood in the way of this round. */
    private boolean isMet;
    /** How often they did. */
    private int turn;
    /** How many are still to be sealed anew, as far as anybody would open them; negative as long as nobody looked. */
    private long closed = -1;

    SealingBehind(OpenChain chain, SessionLease session, Behind behind, Deadline deadline) {
        this.chain = chain;
        this.session = session;
        this.behind = behind;
        this.deadline = deadline;
    }

    void untilDone() {
        String reason;
        try {
            int inVain = 0;
            boolean goesOn;
            do {
                boolean isEmpty = round() == 0;
                // what others changed all through a round may be quiet in the next
                inVain = isEmpty && isMet ? inVain + 1 : 0;
                goesOn = closed > 0 && (!isEmpty || (isMet && inVain < MOST_IN_VAIN));
            } while (goesOn && deadline.remaining() > 0);
            reason = goesOn ? "there was no more time" : notPossible();
        } catch (AteException | IllegalStateException e) { // the chain may have been closed, too
            reason = String.valueOf(e.getMessage());
        }
        if (closed != 0) {
            LOG.warn("below object {}, whose readers changed, objects stay closed to its new readers: {}. {}",
                    behind.root(), closed < 0 ? "how many is not known" : closed, explained(reason));
        }
    }

    private static String explained(String reason) {
        return "Others wrote them meanwhile, or they are too long for that commit, and they could not be sealed anew "
                + "behind it: " + reason + ". The same rules, or the same grant, once more go on with them, and each "
                + "opens when it is written again";
    }

    private String notPossible() {
        return behind.inClear() ? "what others wrote meanwhile is not opened to everyone unasked, or they are not this "
                + "session's to read and write"
                : "they are not this session's to read and write, or changed all the time";
    }

    /** One commit more; of how many objects. */
    private int round() {
        sealing = 0;
        isMet = false;
        int sealed = new Committing(chain, session, Scope.FULL, deadline).repeat(this::seal);
        closed -= sealed;
        most = Math.min(2 * most, Room.MOST_OBJECTS);
        return sealed;
    }

    private int seal(UnitOfWork unit) {
        if (sealing > 0) {
            isMet = true;
            turn++;
            most = Math.max(1, sealing / 2);
        }
        SealingBelow found = unit.sealBehind(behind, Room.ofItsOwn(most, turn));
        sealing = found.states().size();
        closed = sealing + found.left() - found.broken();
        return sealing;
    }
}
