package io.ate.internal.trust;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.internal.crypto.Label;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.DerivedKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.NameTag;
import io.ate.internal.event.Place;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.Statement;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.trust.CheckedCommit.Publication;
import io.ate.internal.view.Fold;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of a commit that cost cryptography and need no more of the chain than its id: hashes of payloads and
 * rings, the Merkle root, derived keys, published keys, signatures. Thread-safe, so that many commits are checked at
 * once, ahead of whoever judges them in order.
 */
public final class CommitCheck {
    /** The label of commit signatures. */
    public static final Label COMMIT = Label.of("ate/commit/1");

    private final ChainId chain;
    private final Verifiers verifiers;

    public CommitCheck(ChainId chain, Verifiers verifiers) {
        this.chain = chain;
        this.verifiers = verifiers;
    }

    /**
     * Checks a commit. What fails is noted as its fault, to be reported in its place in the order of admission.
     *
     * @param known keys that the chain knows already; those that the commit itself publishes are found besides
     */
    public CheckedCommit check(Commit commit, KeySource known) {
        return check(commit, known, true);
    }

    /**
     * The same of a commit of which compaction has left some events in a row, and which nobody signed, so that nothing
     * is said of the others.
     */
    public CheckedCommit checkPart(Commit part, KeySource known) {
        return check(part, known, false);
    }

    private CheckedCommit check(Commit commit, KeySource known, boolean whole) {
        List<Event> events = commit.events();
        Hash hash = Statement.hash(chain, commit.statementBytes());
        List<Hash> eventHashes = new ArrayList<>(events.size());
        List<@Nullable KeyRing> rings = new ArrayList<>(events.size());
        Map<KeyId, Publication> published = new HashMap<>(2);
        @Nullable
        Fault fault = null;
        for (Event event : events) {
            eventHashes.add(event.hash(chain));
            try {
                rings.add(ringOf(event));
                if (event.facts().kind() == Kind.KEY) {
                    publish(event, published);
                }
                demandWhole(event);
            } catch (MalformedException e) {
                fault = new Fault.Malformed(String.valueOf(e.getMessage()));
                break;
            }
        }
        if (fault == null && whole && !MerkleFrontier.rootOf(eventHashes).root().equals(commit.statement().root())) {
            fault = new Fault.Malformed("the events are not those of the commit's Merkle root");
        }
        if (fault == null) {
            fault = wrongDerivedKey(chain, events);
        }
        Set<KeyId> signing = HashSet.newHashSet(commit.signatures().size());
        if (fault == null) {
            fault = checkSignatures(commit, hash, known, published, signing);
        }
        return new CheckedCommit(commit, hash, eventHashes, rings, published, signing, fault);
    }

    static @Nullable KeyRing ringOf(Event event) throws MalformedException {
        Facts facts = event.facts();
        return facts.rules() == null || event.ring().isEmpty() ? null
                : KeyRing.decode(event.ring(), facts.rules().read());
    }

    private static void publish(Event event, Map<KeyId, Publication> published) throws MalformedException {
        PublishedKey payload = PublishedKey.decode(event.payload());
        try {
            PublicKeys keys = PublicKeys.of(payload.bundle().toArray());
            if (!PublishedKey.objectOf(keys.id()).equals(event.facts().key())) {
                throw new MalformedException("object " + event.facts().key() + " is not key " + keys.id());
            }
            published.put(keys.id(), new Publication(keys, payload));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a published key is invalid: " + e.getMessage());
        }
    }

    private static void demandWhole(Event event) throws MalformedException {
        if (!event.isWhole()) {
            throw new MalformedException("payload or ring of object " + event.facts().key()
                    + " are not those of their hashes");
        }
    }

    static @Nullable Fault wrongDerivedKey(ChainId chain, List<Event> events) {
        for (Event event : events) {
            Facts facts = event.facts();
            NameTag tag = facts.tag();
            if (tag == null || facts.kind() != Kind.PUT) {
                continue;
            }
            PrimaryKey parent = Fold.parentOf(facts.place());
            if (facts.place() instanceof Place.Stays || !DerivedKeys.derive(chain, parent, tag).equals(facts.key())) {
                return new Fault.WrongDerivedKey("object " + facts.key() + " is not what its parent and name give");
            }
        }
        return null;
    }

    private @Nullable Fault checkSignatures(Commit commit, Hash hash, KeySource known,
            Map<KeyId, Publication> published, Set<KeyId> signing) {
        for (CommitSignature signature : commit.signatures()) {
            KeyId id = commit.statement().keys().get(signature.index());
            Publication publication = published.get(id);
            PublicKeys keys = publication != null ? publication.keys() : known.find(id);
            if (keys == null) {
                return new Fault.UnknownSigner("the chain does not know key " + id + ", by which the commit is signed");
            }
            if (!verify(keys, hash, signature)) {
                return new Fault.InvalidSignature("the signature by key " + id + " does not hold");
            }
            signing.add(id);
        }
        return null;
    }

    private boolean verify(PublicKeys keys, Hash hash, CommitSignature signature) {
        try {
            return verifiers.of(keys).verify(hash, COMMIT, signature.bytes());
        } catch (IllegalArgumentException _) { // no valid key: nothing that it signed is
            return false;
        }
    }
}
