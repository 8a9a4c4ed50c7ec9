package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.Reason;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verdict;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Fold;
import java.util.List;

/**
 * What own commits will do, as far as that can be said before they are admitted. Confined to one lock of its user's.
 */
@FunctionalInterface
interface Prediction {

    /** For who does not have the chain: nothing is said, and whoever admits commits refuses them, too. */
    Prediction NONE = (_, _, _) -> new Effects(List.of(), List.of(), 0);

    /**
     * What the commit will do to the chain as it is now.
     *
     * @param ticket of its first event
     * @throws CommitRejectedException if it is already clear that it would be refused
     */
    Effects of(ChainState now, CheckedCommit commit, long ticket);

    /** By the rules of admission, for a chain that is here, with the own commits that lie over it. */
    static Prediction judging(SignedGenesis genesis, Overlay overlay) {
        Judge judge = new Judge(genesis.record().trust(), Judge.Role.ADMITTING, new Fold());
        OwnPredecessors predecessors = new OwnPredecessors(overlay);
        return (now, commit, ticket) -> switch (judge.predict(now, predecessors, commit, -ticket)) {
            case Verdict.Admitted(var effects) -> effects;
            case Verdict.Repeated _ -> throw new IllegalStateException("a prediction repeats nothing");
            case Verdict.Refused(Reason reason, String text, var object) ->
                    throw CommitRejectedException.of(reason, text, object);
        };
    }
}
