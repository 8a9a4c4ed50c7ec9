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

    static final SealingBelow NOTHING = new SealingBelow(List.of(), 0, 0);

    SealingBelow {
        states = List.copyOf(states);
    }

    /** Where something is to be sealed anew, by whose keys, and how much of it. */
    record Task(Sight sight, PrimaryKey root, SessionKeys keys, Room room) {
        Set<KeyId> held() {
            return keys.held().stream().map(HeldKeys::id).collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * What is to be sealed anew below the root; nothing is changed yet.
     *
     * @param after the state in which that will be done
     * @param quiet what has changed since then is left out, and to be sealed as what comes late is
     */
    static SealingBelow of(Task task, ChainState after, long quiet) {
        return of(task, after, entry -> isQuiet(entry, quiet), _ -> true);
    }

    /** What earlier changes of the readers of the root have left closed to some of them, or open to others. */
    static SealingBelow rest(Task task, ChainState after, long quiet) {
        return of(task, after, entry -> isQuiet(entry, quiet) && !task.sight.isOpenToItsReaders(after, entry),
                _ -> true);
    }

    /**
     * What the commit that changed who reads there has left to others behind it.
     *
     * @param quiet what has changed since then is left as it is
     */
    static SealingBelow behind(Task task, Behind behind, long quiet) {
        Set<KeyId> held = task.held();
        return of(task, task.sight.overlay(), entry -> behind.concerns(task.sight, entry, held),
                entry -> isQuiet(entry, quiet) && behind.isAskedFor(task.sight, entry));
    }

    private static boolean isQuiet(ObjectEntry entry, long quiet) {
        return Math.max(entry.valued(), entry.placed()) <= quiet;
    }

    /** Tells whether the object's value is too long to be sealed anew with anything else. */
    static boolean isTooLong(Sight sight, ObjectEntry entry) {
        return sight.storedLength(entry) > Room.MOST_BYTES;
    }

    /** @param allowed refuses what is counted, and left as it is */
    private static SealingBelow of(Task task, ChainState after, Predicate<ObjectEntry> wanted,
            Predicate<ObjectEntry> allowed) {
        Overlay overlay = task.sight.overlay();
        List<ObjectEntry> below = task.sight.all(task.root, entry -> inherits(overlay, entry))
                .stream()
                .filter(entry -> !isWritten(overlay, entry)) // it is sealed as the rules then are
                .filter(wanted)
                .toList();
        Set<KeyId> held = task.held();
        return read(task, task.room.inOrder(below),
                entry -> Rights.mayWrite(after, entry, held) && allowed.test(entry));
    }

    private static boolean isWritten(Overlay overlay, ObjectEntry entry) {
        ObjectState touched = overlay.touched(entry.key());
        return touched != null && touched.isWritten();
    }

    private static SealingBelow read(Task task, List<ObjectEntry> below, Predicate<ObjectEntry> allowed) {
        Sight sight = task.sight;
        Room room = task.room;
        List<ObjectState> states = new ArrayList<>(Math.min(below.size(), room.objects()));
        long bytes = 0;
        long broken = 0;
        for (ObjectEntry entry : below) {
            if (states.size() == room.objects() || bytes > room.bytes()) {
                break;
            }
            boolean isAlone = isTooLong(sight, entry);
            if (isAlone && !(room.alone() && states.isEmpty())) {
                continue; // it is counted among those that are left
            }
            if (!allowed.test(entry)) {
                continue; // as left, too
            }
            try {
                ObjectState state = sight.read(entry);
                if (sight.isChangedEvent(entry)) {
                    // Whoever seals it anew would answer for its value to those who cannot tell what was recorded.
                    broken++;
                    continue;
                }
                // What only the server says is below must not be laid open to who reads there.
                if (!sight.isRightlyBelow(entry, task.root)) {
                    continue;
                }
                long length = value(state).bytes().length();
                if (!isAlone && bytes + length > room.bytes()) {
                    break;
                }
                states.add(state);
                bytes += length;
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
