package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Fence;
import io.ate.internal.event.Kind;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.Effects;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The own commits of a replica that are not answered yet, laid over its view. Thread-safe.
 *
 * <p>
 * A commit is laid over the view at once, with the effects that it would have now; it stays until the view has
 * reached its sequence, or it was refused, <em>and</em> no standpoint is open that was taken in between and so sees
 * it. The applier says where a commit is confirmed before the view shows it there, and that it is settled afterwards;
 * so every standpoint sees it exactly once, in the overlay or in the view. Where standpoints hold too much, the
 * oldest one expires.
 */
final class Overlay {
    /** Commits that may lie over the view. */
    static final int COMMITS = 16_384;
    /** What they may weigh, in bytes. */
    static final long BYTES = 256L << 20;

    private final View view;
    private final ReentrantLock lock = new ReentrantLock();
    private final Layers<PrimaryKey, ObjectEntry> objects = new Layers<>();
    private final Layers<KeyId, KeyEntry> keys = new Layers<>();
    private final Placements placements = new Placements();
    private final Confirmations confirmations = new Confirmations();
    private final ConcurrentSkipListMap<Long, Laid> commits = new ConcurrentSkipListMap<>();
    private final Map<WriterId, TreeMap<Long, PendingCommit>> numbers = new HashMap<>();
    /** The commits that rely on objects which they do not change. */
    private final Map<PrimaryKey, Set<PendingCommit>> relying = new HashMap<>();
    private final Refusals refusals = new Refusals();
    private final Owed owed = new Owed();
    private final TreeMap<Long, Pins> open = new TreeMap<>();
    private long lastTicket;
    private long stamps;
    private long weight;

    /** A commit and what has to be taken away with it. */
    private static final class Laid {
        private final PendingCommit commit;
        private final List<Layers.Layer<PrimaryKey, ObjectEntry>> objects = new ArrayList<>();
        private final List<Layers.Layer<KeyId, KeyEntry>> keys = new ArrayList<>(0);
        private long endedAt;

        private Laid(PendingCommit commit) {
            this.commit = commit;
        }
    }

    /** An open standpoint, and the ended commits that are kept for its sake. */
    static final class Pins {
        private final Vantage vantage;
        private final Runnable expire;
        private final List<Laid> kept = new ArrayList<>(0);

        private Pins(Vantage vantage, Runnable expire) {
            this.vantage = vantage;
            this.expire = expire;
        }

        Vantage vantage() {
            return vantage;
        }
    }

    /** Makes a commit from the state as it is now and the ticket of its first event. */
    @FunctionalInterface
    interface Preparation {
        PendingCommit prepare(ChainState now, long firstTicket);
    }

    Overlay(View view) {
        this.view = view;
    }

    /** What is hidden from readers while it is drawn up anew. */
    Owed owed() {
        return owed;
    }

    Layers<PrimaryKey, ObjectEntry> objects() {
        return objects;
    }

    Layers<KeyId, KeyEntry> keys() {
        return keys;
    }

    Placements placements() {
        return placements;
    }

    Confirmations confirmations() {
        return confirmations;
    }

    /** Lays a commit of that writer over all that is there; what {@code preparation} throws leaves no trace. */
    PendingCommit lay(WriterId writer, Preparation preparation) {
        lock.lock();
        try {
            OverlaidState now = shown();
            boolean isAlone = numbers.isEmpty() || (numbers.size() == 1 && numbers.containsKey(writer));
            Looked looked = new Looked(now);
            PendingCommit commit = preparation.prepare(isAlone ? now : looked, lastTicket + 1);
            commit.awaits(unconditional(now, commit));
            if (!isAlone) {
                commit.comesBehind(others(looked, commit));
            }
            lastTicket = commit.lastTicket();
            Laid laid = new Laid(commit);
            for (KeyEntry key : commit.effects().keys()) {
                laid.keys.add(keys.add(key.id(), key, commit));
            }
            for (ObjectEntry entry : commit.effects().objects()) {
                laid.objects.add(isWhole(commit, entry) ? objects.add(entry.key(), entry, commit)
                        : objects.addPart(entry.key(), entry, commit));
                placements.add(entry, commit);
            }
            commit.reliedOn().forEach(key -> relying.computeIfAbsent(key, _ -> new HashSet<>(1)).add(commit));
            commits.put(commit.firstTicket(), laid);
            numbers.computeIfAbsent(commit.writer(), _ -> new TreeMap<>()).put(commit.number(), commit);
            weight += commit.weight();
            makeRoom();
            return commit;
        } finally {
            lock.unlock();
        }
    }

    /** The same if that holds while the view takes nothing in; else null. */
    @Nullable
    PendingCommit layIf(BooleanSupplier holds, WriterId writer, Preparation preparation) {
        lock.lock();
        try {
            if (!holds.getAsBoolean()) {
                return null;
            }
            PendingCommit commit = lay(writer, preparation);
            refusals.remove(writer, commit.number()); // it was taken back before, and is open again
            return commit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The commits in sight that decide how what the commit relies on will be found, since they are admitted whatever
     * others have made of it.
     *
     * @throws CommitRejectedException if something is not as it was seen any more
     */
    private List<PendingCommit> unconditional(ChainState now, PendingCommit commit) {
        List<PendingCommit> found = new ArrayList<>(0);
        for (ObjectEntry each : commit.seen()) {
            ObjectEntry there = now.live(each.key());
            if (there == null || !commit.isAsSeen(there)) {
                throw CommitRejectedException.of(Reason.CONFLICT, "object " + each.key()
                        + " has been moved, or given other rules, meanwhile", each.key());
            }
            objects.forEachCommitOn(each.key(), own -> {
                if (own.isInSight() && !own.conditionOn(each.key()).concernsOthers()) {
                    found.add(own);
                }
            });
        }
        return found;
    }

    /**
     * Of each other writer the ticket of the newest commit in sight whose turn matters to this one: it has place,
     * rights or keys by that, changes what that relies on, or might take place or rights from anything.
     */
    private Map<WriterId, Long> others(Looked looked, PendingCommit commit) {
        WriterId writer = commit.writer();
        Map<WriterId, Long> newest = new HashMap<>(0);
        Consumer<PendingCommit> note = own -> {
            if (own.isInSight() && !own.writer().equals(writer)) {
                newest.merge(own.writer(), own.firstTicket(), Long::max);
            }
        };
        if (commit.effects().objects().stream().anyMatch(each -> displaces(commit, each))) {
            commits.values().forEach(each -> note.accept(each.commit));
        } else {
            looked.objects().forEach(each -> objects.forEachCommitOn(each, note));
            looked.keys().forEach(each -> keys.forEachCommitOn(each, note));
            commit.effects().objects().forEach(each -> relying.getOrDefault(each.key(), Set.of()).forEach(note));
        }
        return newest;
    }

    private static boolean displaces(PendingCommit commit, ObjectEntry entry) {
        Facts facts = commit.event(entry.version()).facts();
        return facts.kind() == Kind.DELETE || facts.rules() != null || entry.isMoved();
    }

    /** Tells whether the event leaves nothing of the object, its place or its rules, as that is when it comes. */
    private static boolean isWhole(PendingCommit commit, ObjectEntry entry) {
        Facts facts = commit.event(entry.version()).facts();
        boolean begins = entry.born() == entry.version() && facts.condition().concernsOthers();
        return facts.kind() != Kind.PUT || facts.rules() != null || entry.isMoved() || begins;
    }

    /**
     * The lowest number of that writer which is unanswered or seen by an open standpoint, or {@code next}, the one to
     * be given now. The oldest standpoints expire where it would be too far below.
     */
    long awaited(WriterId writer, long next) {
        lock.lock();
        try {
            while (next - lowest(writer, next) >= Bounds.NUMBERS && !open.isEmpty()) {
                expireOldest();
            }
            return lowest(writer, next);
        } finally {
            lock.unlock();
        }
    }

    private long lowest(WriterId writer, long otherwise) {
        TreeMap<Long, PendingCommit> awaited = numbers.get(writer);
        return awaited == null ? otherwise : awaited.firstKey();
    }

    /** The commit of that number, if it lies here and has no answer yet; else null. */
    @Nullable
    PendingCommit unanswered(WriterId writer, long number) {
        lock.lock();
        try {
            TreeMap<Long, PendingCommit> awaited = numbers.get(writer);
            PendingCommit commit = awaited == null ? null : awaited.get(number);
            return commit == null || commit.answer().isDone() ? null : commit;
        } finally {
            lock.unlock();
        }
    }

    /** Completes, one way or another, when all that relies on that lock and lies here now is answered. */
    CompletableFuture<Void> answersUnder(Fence fence) {
        return CompletableFuture.allOf(all().stream()
                .filter(each -> fence.equals(each.commit().statement().fence()))
                .map(PendingCommit::answer)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** The view has taken the commit in, at the place where it was confirmed. */
    void settled(PendingCommit commit) {
        lock.lock();
        try {
            commit.leave();
            confirmations.add(commit, lastTicket);
            end(commit);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The commit is refused, or may be: from now on nobody sees it but who saw it before. Nor does anybody see what
     * builds on it: that will be refused too, and without what it builds on it may make no sense to a reader.
     *
     * @return what builds on it and was in sight till now
     */
    List<Doomed> takeBack(PendingCommit commit) {
        lock.lock();
        try {
            if (!commits.containsKey(commit.firstTicket())) {
                return List.of();
            }
            List<Doomed> successors = hide(commit);
            commit.owe(owed); // also where it was hidden before, for the time being
            refusals.add(commit.writer(), commit.number());
            end(commit);
            return successors;
        } finally {
            lock.unlock();
        }
    }

    /** That commit, which never lay here, was refused before this program began. */
    void refusedBefore(CommitId commit) {
        lock.lock();
        try {
            refusals.add(WriterId.of(commit), commit.number());
        } finally {
            lock.unlock();
        }
    }

    /** All that builds on one of the commits and is neither one of them nor hidden already. */
    private List<Doomed> successorsOf(Collection<PendingCommit> refused) {
        List<Doomed> all = new ArrayList<>(0);
        Set<CommitId> doomed = HashSet.newHashSet(refused.size());
        long first = Long.MAX_VALUE;
        for (PendingCommit each : refused) {
            doomed.add(each.id());
            first = Math.min(first, each.firstTicket());
        }
        for (Laid laid : commits.tailMap(first, false).values()) {
            PendingCommit later = laid.commit;
            if (later.refusedAt() == 0) {
                later.buildsOnAny(doomed)
                        .filter(_ -> doomed.add(later.id()))
                        .ifPresent(
                                object -> all.add(new Doomed(later, Reason.PREDECESSOR_REFUSED, object)));
            }
        }
        return all;
    }

    /**
     * The commit is bound to be refused: from now on it is hidden, as what builds on it.
     *
     * @return what builds on it and was in sight till now
     */
    List<Doomed> hide(PendingCommit refused) {
        lock.lock();
        try {
            if (!refused.isInSight()) {
                return List.of();
            }
            List<Doomed> successors = successorsOf(List.of(refused));
            hide(Stream.concat(Stream.of(refused), successors.stream().map(Doomed::commit)));
            return successors;
        } finally {
            lock.unlock();
        }
    }

    private void hide(Stream<PendingCommit> doomed) {
        long stamp = ++stamps;
        doomed.forEach(each -> {
            each.refused(stamp);
            each.owe(owed);
        });
    }

    /** They may be admitted after all: as long as that is open, nothing is drawn up anew. */
    private void hideForNow(PendingCommit overtaken, List<Doomed> successors) {
        long stamp = ++stamps;
        overtaken.refused(stamp);
        successors.forEach(each -> each.commit().refused(stamp));
    }

    /** Something has come in the place of the commit, or nothing will. */
    void leave(PendingCommit commit) {
        lock.lock();
        try {
            commit.leave();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether what is made from there comes after that own commit: it is seen from there, or was admitted since.
     */
    boolean isBehind(CommitId own, Predicate<PendingCommit> seen) {
        WriterId writer = WriterId.of(own);
        lock.lock();
        try {
            PendingCommit commit = own(writer, own.number());
            return commit == null ? !refusals.contains(writer, own.number())
                    : commit.confirmedAt() != 0 || seen.test(commit);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the view take in what others did, unless that leaves own commits no condition to be admitted under: these are
     * hidden first, ahead of their own refusal, together with what builds on them. Else whoever reads in between would
     * see what they make of one object beside what the others made of another, which never was.
     *
     * @param show has the view take it in; nothing is laid over the view between that and the last look
     * @return what nobody can admit any more, hidden by now and to be refused before this is tried again; nothing if
     * the view has taken it in
     */
    List<Doomed> taking(Effects others, Runnable show) {
        lock.lock();
        try {
            List<Doomed> doomed = commits.isEmpty() ? List.of() : overtaken(others);
            if (doomed.isEmpty()) {
                show.run();
            }
            return doomed;
        } finally {
            lock.unlock();
        }
    }

    private List<Doomed> overtaken(Effects others) {
        Overtaken overtaken = new Overtaken(this);
        for (ObjectEntry entry : others.objects()) {
            Consumer<PendingCommit> check = own -> overtaken.check(own, entry);
            objects.forEachCommitOn(entry.key(), check);
            relying.getOrDefault(entry.key(), Set.of()).forEach(check);
        }
        if (others.objects().stream().anyMatch(ObjectEntry::isDeleted)) {
            Endings endings = new Endings(taken(), others);
            commits.values()
                    .stream()
                    .filter(each -> each.commit.isInSight() && endings.concern(each.commit, each.objects))
                    .forEach(each -> overtaken.add(each.commit));
        }
        List<Doomed> doomed = new ArrayList<>(0);
        overtaken.forGood().forEach((own, object) -> doomed.add(new Doomed(own, Reason.CONFLICT, object)));
        doomed.addAll(successorsOf(overtaken.forGood().keySet()));
        hide(doomed.stream().map(Doomed::commit));
        overtaken.forNow().stream().filter(PendingCommit::isInSight).forEach(own -> {
            List<Doomed> successors = successorsOf(List.of(own));
            if (successors.stream().map(Doomed::commit).noneMatch(each -> each.isRedrawn() && !overtaken.has(each))) {
                hideForNow(own, successors);
            }
        });
        return doomed;
    }

    /** As whoever looks now sees it; while the lock is held, the view goes on showing the same state or newer ones. */
    private OverlaidState shown() {
        return new OverlaidState(view.shown(), this, Vantage.now(view.sequence()));
    }

    /** As it is by all that the view has taken in, whether or not that is shown. */
    private OverlaidState taken() {
        return new OverlaidState(view, this, Vantage.now(view.applied()));
    }

    /** The commit of that number, as long as it lies here. */
    @Nullable
    PendingCommit own(WriterId writer, long number) {
        TreeMap<Long, PendingCommit> awaited = numbers.get(writer);
        return awaited == null ? null : awaited.get(number);
    }

    /** Tells whether that number, which lies here no more, is known to have been refused. */
    boolean wasRefused(WriterId writer, long number) {
        return refusals.contains(writer, number);
    }

    /** Notes a standpoint over a state of {@code sequence}, taken by {@code snapshot} at this very moment. */
    <T> T open(StandpointFactory<T> factory) {
        lock.lock();
        try {
            return factory.open(lastTicket, ++stamps, owed.isNothing());
        } finally {
            lock.unlock();
        }
    }

    /** Takes a snapshot and registers it, under the overlay's lock; whole if no own commit is owed. */
    @FunctionalInterface
    interface StandpointFactory<T> {
        T open(long ticket, long stamp, boolean whole);
    }

    /** Keeps what is seen from there until {@link #release}; only within {@link #open}. */
    Pins pin(Vantage vantage, Runnable expire) {
        Pins pins = new Pins(vantage, expire);
        open.put(vantage.stamp(), pins);
        return pins;
    }

    /** Nobody looks from there any more. */
    void release(Pins pins) {
        lock.lock();
        try {
            if (open.remove(pins.vantage.stamp(), pins)) {
                keepOrDrop(pins.kept);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The commit that the event with that negative number belongs to; it lies here as long as anybody sees it. */
    @Nullable
    PendingCommit commit(long number) {
        Map.Entry<Long, Laid> entry = commits.floorEntry(-number);
        return entry == null || entry.getValue().commit.lastTicket() < -number ? null : entry.getValue().commit;
    }

    /** The commits that lie here, in the order in which they were handed over. */
    List<PendingCommit> all() {
        return commits.values().stream().map(laid -> laid.commit).toList();
    }

    private void end(PendingCommit commit) {
        Laid laid = commits.get(commit.firstTicket());
        if (laid != null && laid.endedAt == 0) {
            laid.endedAt = ++stamps;
            keepOrDrop(List.of(laid));
        }
    }

    /** Hands ended commits on to the newest standpoint that was open when they ended, if it sees them; else they go. */
    private void keepOrDrop(List<Laid> ended) {
        for (Laid laid : ended) {
            Map.Entry<Long, Pins> newest = open.lowerEntry(laid.endedAt);
            if (newest != null && newest.getValue().vantage.ticket() >= laid.commit.firstTicket()) {
                newest.getValue().kept.add(laid);
            } else {
                drop(laid);
            }
        }
    }

    private void drop(Laid laid) {
        PendingCommit commit = laid.commit;
        commits.remove(commit.firstTicket());
        laid.objects.forEach(layer -> {
            objects.remove(layer);
            placements.remove(layer.entry());
        });
        laid.keys.forEach(keys::remove);
        commit.reliedOn().forEach(key -> relying.computeIfPresent(key, (_, those) -> {
            those.remove(commit);
            return those.isEmpty() ? null : those;
        }));
        numbers.computeIfPresent(commit.writer(), (_, awaited) -> {
            awaited.remove(commit.number(), commit); // else it was handed over again
            return awaited.isEmpty() ? null : awaited;
        });
        weight -= commit.weight();
        confirmations.forget(commits.isEmpty() ? Long.MAX_VALUE : commits.firstKey());
    }

    private void makeRoom() {
        while ((commits.size() > COMMITS || weight > BYTES) && !open.isEmpty()) {
            expireOldest();
        }
    }

    private void expireOldest() {
        Pins oldest = open.pollFirstEntry().getValue();
        oldest.expire.run();
        keepOrDrop(oldest.kept);
    }
}
