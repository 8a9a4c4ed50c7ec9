package io.ate.internal.view;

import io.ate.PrimaryKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A chain's state as it is while one commit is judged, with the events of that commit laid over it one by one. It
 * recalls what walks up the tree have found: thousands of objects at the end of a deep path cost one walk, and not one
 * each. The first few steps are walked every time, since that is all there is in most trees, and costs less than
 * recalling. Confined to one thread, while nobody else changes what is below.
 */
public final class RecallingState extends AmendedState {
    /** So many objects are passed before anything is recalled. */
    private static final int NEAR = 8;

    private static final Found GONE = new Found(0, 0, PrimaryKey.ZERO, PrimaryKey.ZERO, PrimaryKey.ZERO);

    private Map<PrimaryKey, Found> found = Map.of(); // which most commits leave as it is

    /**
     * What is so of an object, whatever hangs below it. Of one that is here, so are all above it.
     *
     * @param height how many objects there are from it up to the top, itself included; 0 if it is not alive
     * @param born sequence of its birth
     */
    private record Found(int height, long born, PrimaryKey reading, PrimaryKey writing, PrimaryKey controlling) {
        private Found below(ObjectEntry entry) {
            boolean alive = !entry.isDeleted()
                    && (entry.parent().isZero() || (height > 0 && ChainState.precedes(born, entry.placed())));
            return new Found(alive ? height + 1 : 0, entry.born(), nearest(entry, Right.READ),
                    nearest(entry, Right.WRITE), nearest(entry, Right.CONTROL));
        }

        private PrimaryKey nearest(ObjectEntry entry, Right right) {
            RuleEntry rules = entry.rules();
            return rules != null && right.isSetBy(rules) ? entry.key() : carrier(right);
        }

        private PrimaryKey carrier(Right right) {
            return switch (right) {
                case READ -> reading;
                case WRITE -> writing;
                case CONTROL -> controlling;
            };
        }
    }

    public RecallingState(ChainState below) {
        super(below);
    }

    @Override
    public void put(ObjectEntry entry) {
        if (!found.isEmpty() && (entry.key().isZero() || found.containsKey(entry.key())) && mattersBelow(entry)) {
            found.clear();
        }
        super.put(entry);
    }

    private boolean mattersBelow(ObjectEntry after) {
        ObjectEntry before = entry(after.key());
        return before == null || after.isDeleted() || before.isDeleted()
                || !Objects.equals(before.rules(), after.rules())
                || before.placed() != after.placed() || before.born() != after.born();
    }

    @Override
    public boolean isLive(ObjectEntry entry) {
        ObjectEntry at = entry;
        for (int passed = 0; passed < NEAR; passed++) {
            if (at.isDeleted()) {
                return false;
            }
            if (at.parent().isZero()) {
                return true;
            }
            ObjectEntry parent = entry(at.parent());
            if (parent == null || !ChainState.precedes(parent.born(), at.placed())) {
                return false;
            }
            at = parent;
        }
        int height = found(at).height;
        return height > 0 && height + NEAR <= REACH;
    }

    @Override
    public ObjectEntry carrier(ObjectEntry from, Right right) {
        ObjectEntry at = from;
        for (int passed = 0; passed < NEAR; passed++) {
            RuleEntry rules = at.rules();
            if (rules != null && right.isSetBy(rules)) {
                return at;
            }
            ObjectEntry parent = entry(at.parent());
            at = parent == null ? zero() : parent;
        }
        ObjectEntry carrier = at.key().isZero() ? at : entry(found(at).carrier(right));
        return carrier == null ? zero() : carrier;
    }

    /** How many objects there are from a live one up to the top, itself included. */
    public int height(ObjectEntry live) {
        ObjectEntry at = live;
        for (int passed = 0; passed < NEAR; passed++) {
            ObjectEntry parent = at.parent().isZero() ? null : entry(at.parent());
            if (parent == null) {
                return passed + 1;
            }
            at = parent;
        }
        return NEAR + found(at).height;
    }

    /** Tells whether that key is one of the first {@code most} from {@code live} upwards, its own included. */
    public boolean isAtOrAbove(PrimaryKey key, ObjectEntry live, int most) {
        ObjectEntry at = live;
        for (int passed = 0; passed < most; passed++) {
            if (at.key().equals(key)) {
                return true;
            }
            ObjectEntry parent = at.parent().isZero() ? null : entry(at.parent());
            if (parent == null || (passed == NEAR && found(at).height > 0 && !found.containsKey(key))) {
                return false;
            }
            at = parent;
        }
        return false;
    }

    private Found found(ObjectEntry entry) {
        if (found.isEmpty()) {
            found = new HashMap<>();
        }
        Deque<ObjectEntry> path = new ArrayDeque<>();
        ObjectEntry at = entry;
        Found above = found.get(at.key());
        while (above == null) {
            path.push(at);
            ObjectEntry parent = at.parent().isZero() ? zero() : entry(at.parent());
            if (parent == null || parent.key().isZero()) {
                above = GONE;
            } else if (path.size() > REACH) {
                above = GONE;
                path.clear(); // what is nearer to the top may be within reach
                found.put(entry.key(), above);
            } else {
                at = parent;
                above = found.get(at.key());
            }
        }
        for (ObjectEntry each : path) {
            above = above.below(each);
            found.put(each.key(), above);
        }
        return above;
    }
}
