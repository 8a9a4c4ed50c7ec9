package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.WriterId;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A commit of this replica's own that lies over the view. Its events have <em>tickets</em>, which rise over all
 * commits of the replica; the negative of its ticket stands for the sequence of an event that has none yet.
 * Thread-safe: what changes is volatile, and changed once.
 */
final class PendingCommit {
    private final CheckedCommit unsigned;
    private final List<HeldKeys> keys;
    private final CommitId id;
    private final long firstTicket;
    private final Effects effects;
    private final boolean builds;
    private final Map<PrimaryKey, ObjectEntry> seen;
    private volatile List<PendingCommit> awaited = List.of();
    private volatile Map<WriterId, Long> behind = Map.of();
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private volatile OutboxLog.Kept kept = OutboxLog.Kept.NOT;
    private volatile @Nullable CheckedCommit ready;
    private final AtomicReference<Whereabouts> whereabouts = new AtomicReference<>(Whereabouts.HERE);
    private volatile @Nullable Map<PrimaryKey, Condition> conditions;
    private volatile long confirmedAt;
    private volatile long refusedAt;
    private volatile long storedAt;
    private volatile boolean redrawn;
    private boolean former;
    private @Nullable Registration owed;

    /** Who has seen it. */
    private enum Whereabouts {
        /** Nobody but this program. */
        HERE,
        /** Whoever admits commits, or so it may be. */
        SENT,
        /** The same, and it was sent again, so that the answer to one copy may miss what became of another. */
        SENT_AGAIN,
        /** Nobody, and nobody will. */
        WITHDRAWN;

        private Whereabouts departed() {
            return switch (this) {
                case HERE -> SENT;
                case SENT, SENT_AGAIN -> SENT_AGAIN;
                case WITHDRAWN -> WITHDRAWN;
            };
        }
    }

    /**
     * @param unsigned the commit that was made of the draft, without signatures
     * @param effects what it will do, as far as can be said now
     */
    PendingCommit(Draft draft, CheckedCommit unsigned, long firstTicket, Effects effects) {
        this.unsigned = unsigned;
        this.keys = draft.keys();
        this.id = unsigned.commit().statement().writer().commit(unsigned.commit().statement().number());
        this.firstTicket = firstTicket;
        this.effects = effects;
        this.redrawn = draft.redrawn();
        this.seen = draft.seen().stream().collect(Collectors.toUnmodifiableMap(ObjectEntry::key, each -> each));
        this.builds = conditionsOf(unsigned.commit()).anyMatch(each -> each.condition().earlier(writer()).isPresent());
    }

    /** The same, of an earlier program's; to be said before it is laid over the view. */
    PendingCommit ofEarlierProgram() {
        former = true;
        return this;
    }

    /** Tells whether it relies on a commit of its writer's, or of another's, of which nothing may be known here. */
    boolean isOfEarlierProgram() {
        return former;
    }

    /** The commit as it is sent, or without signatures as long as there are none. */
    CheckedCommit checked() {
        CheckedCommit signed = ready;
        return signed != null ? signed : unsigned;
    }

    Commit commit() {
        return checked().commit();
    }

    WriterId writer() {
        return unsigned.commit().statement().writer();
    }

    long number() {
        return unsigned.commit().statement().number();
    }

    CommitId id() {
        return id;
    }

    int count() {
        return unsigned.commit().events().size();
    }

    /** The keys that it acts under; open until the answer. */
    List<HeldKeys> keys() {
        return keys;
    }

    long firstTicket() {
        return firstTicket;
    }

    /** Ticket of the last event. */
    long lastTicket() {
        return firstTicket + count() - 1;
    }

    boolean hasTicket(long ticket) {
        return ticket >= firstTicket && ticket <= lastTicket();
    }

    /** The event that has that ticket, given as the negative number that stands for its sequence. */
    Event event(long number) {
        return unsigned.commit().events().get((int) (-number - firstTicket));
    }

    /** Tells whether it is drawn up anew where it is refused, ahead of all that is handed over later. */
    boolean isRedrawn() {
        return redrawn;
    }

    /** It is hidden, and something will come in its place. Under the overlay's lock. */
    void owe(Owed to) {
        if (redrawn && owed == null) {
            owed = to.add();
        }
    }

    /** Something has come in its place, or nothing will. Under the overlay's lock. */
    void leave() {
        redrawn = false;
        if (owed != null) {
            owed.close();
        }
    }

    /** The first object by which it is admitted only if one of those earlier commits is. */
    Optional<PrimaryKey> buildsOnAny(Set<CommitId> earlier) {
        return !builds ? Optional.empty()
                : conditionsOf(unsigned.commit())
                        .filter(each -> each.condition().earlier(writer()).filter(earlier::contains).isPresent())
                        .map(ObjectCondition::key)
                        .findFirst();
    }

    /** It is sent after the commits of other writers that have these tickets, and after all that those sent before. */
    void comesBehind(Map<WriterId, Long> others) {
        behind = Map.copyOf(others);
    }

    Map<WriterId, Long> behind() {
        return behind;
    }

    /**
     * It relies on places and rules that nothing but the order of the chain's commits vouches for, so it does not go
     * before it is known what became of these earlier ones.
     */
    void awaits(List<PendingCommit> earlier) {
        awaited = List.copyOf(earlier);
    }

    List<PendingCommit> awaited() {
        return awaited;
    }

    /** Tells whether all that it awaits is answered. */
    boolean isReleased() {
        return awaited.stream().allMatch(each -> each.answer.isDone());
    }

    /** The objects whose places and rules it relies on, as they were seen. */
    Collection<ObjectEntry> seen() {
        return seen.values();
    }

    /** Tells whether it relies on nothing of that object that others have changed. */
    boolean isAsSeen(ObjectEntry others) {
        ObjectEntry entry = seen.get(others.key());
        return entry == null || (!others.isDeleted() && entry.isPlacedAndRuledLike(others));
    }

    /** What has to hold of that object for the commit to be admitted. */
    Condition conditionOn(PrimaryKey object) {
        Map<PrimaryKey, Condition> known = conditions;
        if (known == null) {
            known = conditionsOf(unsigned.commit())
                    .collect(Collectors.toMap(ObjectCondition::key, ObjectCondition::condition));
            conditions = known;
        }
        return known.getOrDefault(object, new Condition.None());
    }

    private static Stream<ObjectCondition> conditionsOf(Commit commit) {
        return Stream.concat(
                commit.events()
                        .stream()
                        .map(Event::facts)
                        .map(facts -> new ObjectCondition(facts.key(), facts.condition())),
                commit.statement().conditions().stream());
    }

    /** The objects that it relies on without changing them. */
    List<PrimaryKey> reliedOn() {
        return unsigned.commit().statement().conditions().stream().map(ObjectCondition::key).toList();
    }

    Effects effects() {
        return effects;
    }

    CompletableFuture<Long> answer() {
        return answer;
    }

    /** About how many bytes it takes, here and on its way. */
    long weight() {
        Slice statement = unsigned.commit().statementBytes();
        long bytes = 512L + statement.length();
        for (var event : unsigned.commit().events()) {
            bytes += 256L + event.encodedLength();
        }
        return bytes;
    }

    /** Gives it its signatures, or none where it needs none: it may be sent now. */
    void ready(List<CommitSignature> signatures) {
        Commit commit = unsigned.commit();
        ready = signatures.isEmpty() ? unsigned
                : new CheckedCommit(new Commit(commit.statement(),
                        commit.statementBytes(), signatures, commit.events()), unsigned.hash(), unsigned.eventHashes(),
                        unsigned.rings(), unsigned.published(), Set.copyOf(commit.statement().keys()), null);
    }

    boolean isReady() {
        return ready != null;
    }

    /** It lies in the outbox from now on, and is not sent before it does so for good. */
    void kept(OutboxLog.Kept as) {
        kept = as;
    }

    /** How it lies in the outbox, if it does. */
    OutboxLog.Kept kept() {
        return kept;
    }

    /** Tells whether it is to survive this program: then nobody takes it back. */
    boolean isKept() {
        return kept.place() != 0;
    }

    /** Tells whether it may go: from then on nobody knows but by its answer whether it is stored. */
    boolean depart() {
        return whereabouts.updateAndGet(Whereabouts::departed) != Whereabouts.WITHDRAWN;
    }

    /** Tells whether it went more than once: then it may be stored, whatever became of the copy that went last. */
    boolean wentBefore() {
        return whereabouts.get() == Whereabouts.SENT_AGAIN;
    }

    /** Tells whether it has not gone, and sees to it that it never does. */
    boolean withdraw() {
        return whereabouts.compareAndSet(Whereabouts.HERE, Whereabouts.WITHDRAWN)
                || whereabouts.get() == Whereabouts.WITHDRAWN;
    }

    /**
     * Sequence at which its first event is stored, as far as the server's word goes; or 0 as long as it says nothing.
     */
    long storedAt() {
        return storedAt;
    }

    /** The server says that it is stored, or the stream has brought it, which is what proves it. */
    void stored(long first) {
        storedAt = first;
    }

    /** Sequence of its first event, or 0 while that is unknown. Set before the view shows the event. */
    long confirmedAt() {
        return confirmedAt;
    }

    void confirmed(long first) {
        confirmedAt = first;
    }

    /** The overlay's stamp of its refusal, or of the moment from which on it was bound to be refused; or 0. */
    long refusedAt() {
        return refusedAt;
    }

    /** Tells whether it lies over the view for whoever looks now. */
    boolean isInSight() {
        return confirmedAt == 0 && refusedAt == 0;
    }

    void refused(long stamp) {
        refusedAt = stamp;
    }
}
