package io.ate.internal.view;

import io.ate.PrimaryKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Takes what hung below ended objects out of memory, a little at each commit, so that the end of a large subtree holds
 * nothing up. Whether a dead entry has been swept yet makes no difference to anybody, because liveness is judged by
 * walking up. Confined to the applier.
 */
final class Sweep {
    /** Slots looked at in one step. */
    private static final int STEP = 256;

    private final Map<PrimaryKey, ObjectEntry> objects;
    private final Map<PrimaryKey, ChildList> children;
    private final Map<PrimaryKey, ObjectEntry> ruled;
    private final Deque<Ended> waiting = new ArrayDeque<>();
    private int index;

    /** An object that ended at that sequence; what was placed below it before is dead. */
    private record Ended(PrimaryKey parent, long sequence) {}

    Sweep(Map<PrimaryKey, ObjectEntry> objects, Map<PrimaryKey, ChildList> children,
            Map<PrimaryKey, ObjectEntry> ruled) {
        this.objects = objects;
        this.children = children;
        this.ruled = ruled;
    }

    /** Tells whether nothing is half done: a list must not shrink while its slots are being counted. */
    boolean isIdle() {
        return waiting.isEmpty();
    }

    void ended(PrimaryKey key, long sequence) {
        if (children.containsKey(key)) {
            waiting.addLast(new Ended(key, sequence));
        }
    }

    void step() {
        int budget = STEP;
        for (Ended ended = waiting.peekFirst(); ended != null && budget > 0; ended = waiting.peekFirst()) {
            ChildList list = children.get(ended.parent);
            if (list == null) {
                next();
                continue;
            }
            ChildList.Slots slots = list.slots();
            while (index < slots.size() && slots.placed()[index] < ended.sequence && budget > 0) {
                remove(slots.keys()[index], slots.placed()[index], ended.sequence);
                index++;
                budget--;
            }
            if (index < slots.size() && slots.placed()[index] < ended.sequence) {
                return;
            }
            if (index == slots.size() && replaceByNext(ended.parent, list)) {
                index = 0;
            } else {
                next();
            }
        }
    }

    /** All slots of the parent's first list are dead: the list goes. Tells whether others follow. */
    private boolean replaceByNext(PrimaryKey parent, ChildList list) {
        ChildList following = list.next();
        if (following == null) {
            children.remove(parent);
            return false;
        }
        children.put(parent, following);
        return true;
    }

    private void remove(PrimaryKey child, long placed, long endedAt) {
        ObjectEntry entry = objects.get(child);
        if (entry != null && entry.placed() == placed && objects.remove(child, entry)) {
            if (entry.rules() != null) {
                ruled.remove(child, entry);
            }
            ended(child, endedAt);
        }
    }

    private void next() {
        waiting.removeFirst();
        index = 0;
    }
}
