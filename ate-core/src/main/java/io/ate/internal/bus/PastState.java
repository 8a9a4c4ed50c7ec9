package io.ate.internal.bus;

import io.ate.internal.dao.OpenChain;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.View;
import java.util.List;

/** The chain as it was at an earlier sequence, read from the beginning of the log. Stateless. */
final class PastState {
    private PastState() {}

    /** The state at {@code sequence}, which need not be the end of a commit. */
    static Snapshot at(OpenChain chain, long sequence) {
        View view = ChainLoader.empty(chain.genesis().record());
        for (Applied commit : chain.replica().history(0)) {
            if (commit.first() > sequence) {
                break;
            }
            view.apply(upTo(commit, sequence));
        }
        return view.snapshot();
    }

    private static Effects upTo(Applied commit, long sequence) {
        if (commit.last() <= sequence) {
            return commit.effects();
        }
        List<ObjectEntry> objects = commit.effects()
                .objects()
                .stream()
                .filter(each -> each.version() <= sequence)
                .toList();
        return new Effects(objects, List.of(), sequence);
    }
}
