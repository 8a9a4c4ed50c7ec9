package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.WriterId;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.view.Effects;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A commit of this replica's own that lies over the view. Its events have <em>tickets</em>, which rise over all
 * commits of the replica; the negative of its ticket stands for the sequence of an event that has none yet.
 * Thread-safe: what changes is volatile, and changed once.
 */
final class PendingCommit {
    private final CheckedCommit unsigned;
    private final List<HeldKeys> keys;
    private final long firstTicket;
    private final Effects effects;
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private volatile @Nullable CheckedCommit ready;
    private volatile long confirmedAt;
    private volatile long refusedAt;

    /**
     * @param unsigned the commit without signatures
     * @param keys that it acts under
     * @param effects what it will do, as far as can be said now
     */
    PendingCommit(CheckedCommit unsigned, List<HeldKeys> keys, long firstTicket, Effects effects) {
        this.unsigned = unsigned;
        this.keys = keys;
        this.firstTicket = firstTicket;
        this.effects = effects;
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

    /** Sequence of its first event, or 0 while that is unknown. Set before the view shows the event. */
    long confirmedAt() {
        return confirmedAt;
    }

    void confirmed(long first) {
        confirmedAt = first;
    }

    /** The overlay's stamp of its refusal, or 0. */
    long refusedAt() {
        return refusedAt;
    }

    void refused(long stamp) {
        refusedAt = stamp;
    }
}
