package io.ate.internal.sequence;

import io.ate.internal.log.StoredChain;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.view.Fold;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.View;
import io.ate.internal.view.Writers;
import java.util.List;

/**
 * A chain as it was read from its log.
 *
 * @param end sequence of its last event; 0 if it has none
 * @param fold with the names that the view shares
 * @param unseen what has changed since the state that the view shows, in order
 */
public record LoadedChain(StoredChain stored, View view, Writers writers, MerkleFrontier frontier, long end,
        Fold fold, List<ObjectEntry> unseen) {
    public LoadedChain {
        unseen = List.copyOf(unseen);
    }
}
