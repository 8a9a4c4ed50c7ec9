package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ends together with the objects that others have deleted: all that hangs below them. Looks every parent up but
 * once, however many objects hang there. Confined to one call.
 */
final class Endings {
    private final OverlaidState now;
    private final Map<PrimaryKey, Boolean> known = new HashMap<>();

    /** @param now the state that the others have not changed yet */
    Endings(OverlaidState now, Effects others) {
        this.now = now;
        known.put(PrimaryKey.ZERO, false);
        others.objects().stream().filter(ObjectEntry::isDeleted).forEach(each -> known.put(each.key(), true));
    }

    /**
     * Tells whether something that the commit writes or relies on ends with what hangs above it.
     *
     * @param written what it writes, as it is laid over the view
     */
    boolean concern(PendingCommit own, List<Layers.Layer<PrimaryKey, ObjectEntry>> written) {
        return written.stream().map(now::left).anyMatch(each -> ends(each.parent()))
                || own.reliedOn().stream().map(now::entry).anyMatch(each -> each != null && ends(each.parent()));
    }

    private boolean ends(PrimaryKey parent) {
        List<PrimaryKey> passed = new ArrayList<>(1);
        PrimaryKey at = parent;
        while (!known.containsKey(at) && passed.size() <= ChainState.REACH) {
            passed.add(at);
            ObjectEntry entry = now.entry(at);
            if (entry == null) {
                break;
            }
            at = entry.parent();
        }
        boolean ends = known.getOrDefault(at, false);
        passed.forEach(each -> known.put(each, ends));
        return ends;
    }
}
