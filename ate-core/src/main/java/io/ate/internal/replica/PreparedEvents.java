package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Event;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.Statement;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of an own commit with everything computed that does not depend on the commit's number, so that it can be
 * done before any lock is taken. Immutable.
 */
record PreparedEvents(List<Event> events, List<Hash> hashes, Hash root, List<@Nullable KeyRing> rings,
        Map<KeyId, CheckedCommit.Publication> published, long weight) {

    /**
     * @throws CommitRejectedException if they exceed the bounds of a commit
     */
    static PreparedEvents of(ChainId chain, Draft draft) {
        demandBounds(draft);
        List<Hash> hashes = new ArrayList<>(draft.events().size());
        List<@Nullable KeyRing> rings = new ArrayList<>(draft.events().size());
        Map<KeyId, CheckedCommit.Publication> published = new HashMap<>(2);
        long weight = 0;
        for (Event event : draft.events()) {
            hashes.add(event.hash(chain));
            rings.add(ring(event));
            if (event.facts().kind() == Kind.KEY) {
                CheckedCommit.Publication publication = publication(event);
                published.put(publication.keys().id(), publication);
            }
            weight += event.encodedLength();
        }
        if (draft.events().size() > 1 && weight > Bounds.COMMIT) {
            throw tooMuch("a commit of several events has at most " + Bounds.COMMIT + " bytes, not " + weight);
        }
        Hash root = MerkleFrontier.rootOf(hashes).root();
        return new PreparedEvents(draft.events(), hashes, root, rings, published, weight);
    }

    /** The commit with that statement, not signed. */
    CheckedCommit commit(ChainId chain, Statement statement) {
        Slice bytes = statement.encode();
        Commit commit = new Commit(statement, bytes, List.of(), events);
        return new CheckedCommit(commit, Statement.hash(chain, bytes), hashes, rings, published, Set.of(), null);
    }

    /** That commit as it will be judged once all its keys have signed it. */
    CheckedCommit signed(CheckedCommit unsigned) {
        return new CheckedCommit(unsigned.commit(), unsigned.hash(), hashes, rings, published,
                Set.copyOf(unsigned.commit().statement().keys()), null);
    }

    private static void demandBounds(Draft draft) {
        if (draft.events().isEmpty() || draft.keys().isEmpty()) {
            throw new IllegalArgumentException("a commit has an event, and a key that it acts under");
        }
        if (draft.events().size() > Bounds.EVENTS) {
            throw tooMuch("a commit has at most " + Bounds.EVENTS + " events, not " + draft.events().size());
        }
        if (draft.keys().size() > Bounds.COMMIT_KEYS) {
            throw tooMuch("a commit acts under at most " + Bounds.COMMIT_KEYS + " keys, not " + draft.keys().size());
        }
        if (draft.conditions().size() > Bounds.CONDITIONS) {
            throw tooMuch(
                    "a commit has at most " + Bounds.CONDITIONS + " conditions, not " + draft.conditions().size());
        }
    }

    private static CommitRejectedException tooMuch(String text) {
        return CommitRejectedException.of(Reason.TOO_LARGE, text + "; make several commits of it", null);
    }

    private static @Nullable KeyRing ring(Event event) {
        try {
            return event.facts().rules() == null || event.ring().isEmpty() ? null
                    : KeyRing.decode(event.ring(), event.facts().rules().read());
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the ring of object " + event.facts().key() + " is malformed", e);
        }
    }

    private static CheckedCommit.Publication publication(Event event) {
        try {
            PublishedKey payload = PublishedKey.decode(event.payload());
            return new CheckedCommit.Publication(PublicKeys.of(payload.bundle().toArray()), payload);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the key published at " + event.facts().key() + " is malformed", e);
        }
    }
}
