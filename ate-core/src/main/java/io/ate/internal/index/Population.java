package io.ate.internal.index;

import io.ate.PrimaryKey;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a projection selects, with all that they hang below, as a tree: so that the end of an object, which
 * is one event and ends everything below it, costs what of the projection hangs there, and not a look at everything.
 * Each member points to its parent, its first child and its neighbours. Confined to the thread that keeps projections
 * up.
 *
 * @param <P> what a projection makes of an object
 */
final class Population<P> {
    private final Map<PrimaryKey, Member<P>> members = new HashMap<>();
    private final Member<P> root;
    private final List<Member<P>> left = new ArrayList<>();

    /** Nobody but the chain itself. */
    Population(ObjectEntry zero) {
        root = new Member<>(zero);
        members.put(PrimaryKey.ZERO, root);
    }

    /** The member of that key, or null if it is none. */
    @Nullable
    Member<P> find(PrimaryKey key) {
        return members.get(key);
    }

    /** Puts a living object where it hangs in {@code state}, and makes it a member, with all above it, if need be. */
    Member<P> place(ObjectEntry entry, ChainState state) {
        Member<P> known = members.get(entry.key());
        if (known == null) {
            Member<P> born = new Member<>(entry);
            members.put(entry.key(), born);
            hangUp(born, entry, state);
            return born;
        }
        Member<P> above = known.above;
        if (above != null && !above.at.key().equals(entry.parent())) {
            takeDown(known, above);
            hangUp(known, entry, state);
            left.add(above);
        }
        return known;
    }

    private void hangUp(Member<P> member, ObjectEntry entry, ChainState state) {
        Member<P> hanging = member;
        ObjectEntry at = entry;
        for (;;) {
            Member<P> parent = members.get(at.parent());
            if (parent != null) {
                hang(hanging, parent);
                return;
            }
            at = Objects.requireNonNull(state.entry(at.parent()), "what lives hangs below what lives");
            parent = new Member<>(at);
            members.put(at.key(), parent);
            hang(hanging, parent);
            hanging = parent;
        }
    }

    private void hang(Member<P> member, Member<P> above) {
        member.above = above;
        member.after = above.first;
        if (above.first != null) {
            above.first.before = member;
        }
        above.first = member;
    }

    private void takeDown(Member<P> member, Member<P> above) {
        if (member.before != null) {
            member.before.after = member.after;
        } else {
            above.first = member.after;
        }
        if (member.after != null) {
            member.after.before = member.before;
        }
        member.above = null;
        member.before = null;
        member.after = null;
    }

    /** Forgets those from below which something was put elsewhere, as {@link #prune} does. */
    void pruneLeft() {
        left.forEach(this::prune);
        left.clear();
    }

    /** Forgets the member, and those above it, as far as nothing selected hangs there. */
    void prune(Member<P> member) {
        Member<P> at = member;
        while (at.first == null && !at.isSelected()) {
            Member<P> above = at.above;
            if (above == null || !at.equals(members.get(at.at.key()))) {
                return; // the chain itself, or forgotten already, or a member of another population
            }
            takeDown(at, above);
            members.remove(at.at.key());
            at = above;
        }
    }

    /** Hands over the member and all that hangs below it, however deep, each before what is below it. */
    void from(Member<P> top, Consumer<Member<P>> each) {
        Member<P> at = top;
        for (;;) {
            each.accept(at);
            if (at.first != null) {
                at = at.first;
                continue;
            }
            while (!at.equals(top) && at.after == null) {
                at = Objects.requireNonNull(at.above, "below the top everything hangs somewhere");
            }
            if (at.equals(top)) {
                return;
            }
            at = Objects.requireNonNull(at.after);
        }
    }

    /** All members. */
    Iterable<Member<P>> all() {
        return members.values();
    }
}
