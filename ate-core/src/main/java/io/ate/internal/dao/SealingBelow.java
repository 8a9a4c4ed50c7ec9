package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.ReadRule;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What hangs below an object and is to be sealed anew in the commit that changes who reads the object: everything that
 * has no read rule of its own, as far as the session reads and writes it and it was rightly put there, and as it fits
 * into one commit. Confined to its unit of work's thread.
 *
 * @param states of what is to be sealed anew, as the chain has it or as it was changed here
 * @param left how many objects stay sealed as they are
 * @param broken how many of these nobody opens, whoever reads there, or are events that were changed, which nobody is
 * to read either
 */
record SealingBelow(List<ObjectState> states, long left, long broken) {

    /** So that there is room in the commit for all else that it has. */
    static final int MOST_OBJECTS = 5_000;
    static final long MOST_BYTES = 4L << 20;

    static final SealingBelow NOTHING = new SealingBelow(List.of(), 0, 0);

    SealingBelow {
        states = List.copyOf(states);
    }

    /**
     * What is to be sealed anew below {@code root}; nothing is changed yet.
     *
     * @param after the state in which that will be done
     * @param quiet what has changed since then is left out, and to be sealed as what comes late is
     */
    static SealingBelow of(Sight sight, PrimaryKey root, SessionKeys keys, ChainState after, long quiet) {
        return of(sight, root, keys, after, entry -> Math.max(entry.valued(), entry.placed()) <= quiet);
    }

    /** What an earlier change of the readers of {@code root} has left closed to some of them. */
    static SealingBelow rest(Sight sight, PrimaryKey root, SessionKeys keys, ChainState after, long quiet) {
        return of(sight, root, keys, after,
                entry -> Math.max(entry.valued(), entry.placed()) <= quiet && !sight.isOpenToItsReaders(entry));
    }

    /**
     * What others have written, or moved, below {@code root} after {@code basis} and not for whom it is open to now: it
     * came before the commit that changed who reads there, and whoever made that did not know of it.
     */
    static SealingBelow lateComers(Sight sight, PrimaryKey root, SessionKeys keys, long basis) {
        return of(sight, root, keys, sight.overlay(), entry -> isLate(sight, entry, root, basis)
                // what was sealed for some is not opened to everyone unasked
                && !sight.isReadByEveryone(entry) && !sight.isOpenToItsReaders(entry));
    }

    /** What hangs below something that was moved came with that, whatever it has been itself since. */
    private static boolean isLate(Sight sight, ObjectEntry entry, PrimaryKey root, long basis) {
        @Nullable
        ObjectEntry at = entry;
        while (at != null && !at.key().equals(root) && at.placed() <= basis) {
            at = at.parent().isZero() ? null : sight.overlay().entry(at.parent());
        }
        return entry.valued() > basis || (at != null && !at.key().equals(root));
    }

    private static SealingBelow of(Sight sight, PrimaryKey root, SessionKeys keys, ChainState after,
            Predicate<ObjectEntry> wanted) {
        List<ObjectEntry> below = sight.all(root, entry -> inherits(sight.overlay(), entry))
                .stream()
                .filter(wanted)
                .toList();
        return read(sight, root, below, after,
                keys.held().stream().map(HeldKeys::id).collect(Collectors.toUnmodifiableSet()));
    }

    private static SealingBelow read(Sight sight, PrimaryKey root, List<ObjectEntry> below, ChainState after,
            Set<KeyId> held) {
        List<ObjectState> states = new ArrayList<>(Math.min(below.size(), MOST_OBJECTS));
        long bytes = 0;
        long broken = 0;
        for (ObjectEntry entry : below) {
            if (states.size() == MOST_OBJECTS) {
                break;
            }
            if (!Rights.mayWrite(after, entry, held)) {
                continue; // it is counted among those that are left
            }
            try {
                ObjectState state = sight.read(entry);
                if (sight.isChangedEvent(entry)) {
                    // Whoever seals it anew would answer for its value to those who cannot tell what was recorded.
                    broken++;
                    continue;
                }
                // What only the server says is below must not be laid open to who reads there.
                if (!sight.isRightlyBelow(entry, root)) {
                    continue;
                }
                long length = value(state).bytes().length();
                if (bytes + length <= MOST_BYTES) {
                    states.add(state);
                    bytes += length;
                } else if (!states.isEmpty()) {
                    break;
                }
            } catch (NoReadAuthorityException _) {
                // as left, too
            } catch (CorruptionException e) {
                broken++; // as left, too
            }
        }
        return new SealingBelow(states, below.size() - states.size(), broken);
    }

    /** What is born in this unit of work is not sealed yet, and will be as the rules then are. */
    private static boolean inherits(Overlay overlay, ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        RuleEntry rules = touched == null ? entry.rules() : touched.entry().rules();
        return (touched == null || !touched.isBorn())
                && (rules == null || rules.rules().read() instanceof ReadRule.Inherit);
    }

    /**
     * Demands that all that somebody reads is sealed anew: with the read rule of {@code root} the keys of what is not
     * would go.
     */
    void demandNothingLeft(PrimaryKey root) {
        long lost = left - broken;
        if (lost > 0) {
            throw new IllegalStateException("below " + (root.isZero() ? "the chain" : root) + " " + lost
                    + " objects are sealed with keys that only its present read rule gives, and would be lost: they do"
                    + " not fit into one commit, or are not this session's to read and write. Give those directly"
                    + " below it readers of their own first, some in each commit, or leave it the readers it has");
        }
    }

    /** Has the commit write all of it. */
    void apply(Overlay overlay) {
        for (ObjectState each : states) {
            ObjectState state = overlay.touch(each);
            if (!state.isWritten()) {
                state.writeAgain(value(each));
                state.relyOnWhatWasRead();
            }
        }
    }

    private static Plaintext value(ObjectState state) {
        return Objects.requireNonNull(state.value(), "what was read has a value");
    }
}
