package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.HistoryNeededException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.UntrustedServerException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Event;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.Statement;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.ShownEvent;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Verdict;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.view.AmendedState;
import io.ate.internal.view.Fold;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a server shows of a chain without its history, and makes of it the state that it comes to. Every event
 * has to stand in the tree whose head the server signs, and that has to go on from the one that was known before. Then
 * they are judged in their order, as a stream would be; which of them are left out nobody can tell. So the conditions
 * that their commits were admitted under are not looked at: who leaves events out leaves out what contradicts these.
 * Thread-safe.
 */
final class HeadVerifier {
    private final SignedGenesis genesis;
    private final ChainId chain;
    private final Verifiers verifiers;
    private volatile long epoch = 1;

    HeadVerifier(SignedGenesis genesis, Verifiers verifiers) {
        this.genesis = genesis;
        this.chain = genesis.chainId();
        this.verifiers = verifiers;
    }

    /** Heads are of that epoch from now on. */
    void epoch(long now) {
        epoch = now;
    }

    /**
     * Demands that the server signed this head, and proves that it goes on from {@code known}.
     *
     * @throws UntrustedServerException if it does not
     */
    void demandGrowth(RootAt known, SignedHead head, ConsistencyProof proof, PublicKeys server) {
        if (!head.chain().equals(chain) || !head.isBy(verifiers.of(server))) {
            throw new UntrustedServerException("a tree head of size " + head.root().size()
                    + " is not signed by the server's identity " + server.fingerprint() + " for this chain");
        }
        if (head.epoch() != epoch) {
            throw new UntrustedServerException("a tree head of size " + head.root().size() + " is of epoch "
                    + head.epoch() + ", and the server is in epoch " + epoch);
        }
        if (!proof.verify(known, head.root())) {
            throw LinkFault.setBack(known.size(), head.root().size(),
                    "it does not prove that this one, " + head.root().size()
                            + " events long, goes on from the " + known.size() + " events that this client has seen");
        }
    }

    /**
     * The state that is shown.
     *
     * @param asked the objects that were asked for
     * @throws UntrustedServerException if what is shown is not the chain's
     * @throws HistoryNeededException if it is not enough to tell how the objects came to be what they are
     */
    HeadState verified(LoadedObjects answer, Set<PrimaryKey> asked) {
        RootAt head = answer.head().root();
        AmendedState state = new AmendedState(ChainLoader.empty(genesis.record()));
        Map<Long, Event> events = new HashMap<>();
        for (ShownEvent each : answer.events()) {
            Event event = proven(each, head);
            events.put(each.sequence(), event);
            if (event.facts().kind() == Kind.KEY) {
                publish(event, each.sequence(), state);
            }
        }
        Judge judge = new Judge(genesis.record().trust(), Judge.Role.SAMPLING, new Fold());
        Set<PrimaryKey> shown = new HashSet<>();
        for (ShownEvent each : answer.events()) {
            Event event = events.get(each.sequence());
            if (event != null && event.facts().kind() != Kind.KEY) {
                shown.add(event.facts().key());
                judge(judge, event, each, state);
            }
        }
        demandWanted(shown, asked, state);
        return new HeadState(head, state, asked, events);
    }

    private Event proven(ShownEvent shown, RootAt head) {
        long sequence = shown.sequence();
        Event event;
        try {
            WireReader in = new WireReader(shown.event());
            event = shown.whole() ? Event.read(in) : Event.readWithoutPayload(in);
            in.end();
        } catch (MalformedException e) {
            throw fault(sequence, "is malformed: " + e.getMessage());
        }
        if (!shown.proof().verify(event.hash(chain), sequence - 1, head)) {
            throw fault(sequence, "is none of the chain's: it does not stand in the tree that the server signed");
        }
        if (!event.isWhole()) {
            throw fault(sequence, "has another payload or ring than those of its hashes");
        }
        return event;
    }

    /** A public key is what its own id says; whoever had it published. */
    private static void publish(Event event, long sequence, AmendedState state) {
        try {
            PublishedKey published = event.hasPayload() ? PublishedKey.decode(event.payload()) : null;
            PublicKeys keys = published == null ? null : PublicKeys.of(published.bundle().toArray());
            if (published == null || keys == null
                    || !PublishedKey.objectOf(keys.id()).equals(event.facts().key())) {
                throw fault(sequence, "is not the public key that it names");
            }
            if (published.retired()) {
                throw new HistoryNeededException("key " + keys.id() + " was retired, which needs the chain's history");
            }
            KeyEntry known = state.publicKey(keys.id());
            state.put(new KeyEntry(keys, published.controller(), known == null ? sequence : known.since()));
            state.put(new Fold().next(null, event.facts(), null, sequence));
        } catch (MalformedException | IllegalArgumentException e) {
            throw fault(sequence, "publishes no valid key: " + e.getMessage());
        }
    }

    private void judge(Judge judge, Event event, ShownEvent shown, AmendedState state) {
        switch (judge.sample(state, chain, event, signing(event, shown, state), shown.sequence())) {
            case Verdict.Admitted(var effects) -> state.put(effects);
            case Verdict.Refused refused -> throw new HistoryNeededException("what the server shows does not say how "
                    + "sequence " + shown.sequence() + " came to be (" + refused.text() + "): that takes the history");
            case Verdict.Repeated _ -> throw new IllegalStateException("an event by itself repeats nothing");
        }
    }

    /** The keys whose signatures stand on the commit that the event is part of, and hold. */
    private Set<KeyId> signing(Event event, ShownEvent shown, AmendedState state) {
        ShownEvent.Signed commit = shown.commit();
        if (commit == null) {
            return Set.of();
        }
        CommitRecord record = record(commit, shown.sequence());
        Statement statement = record.statement();
        boolean isPart = record.first() <= shown.sequence() && shown.sequence() <= record.last()
                && statement.keys().contains(event.facts().author())
                && commit.proof()
                        .verify(event.hash(chain), shown.sequence() - record.first(),
                                new RootAt(statement.count(), statement.root()));
        if (!isPart) {
            throw fault(shown.sequence(), "is not part of the commit that it is shown with");
        }
        Hash hash = Statement.hash(chain, record.statementBytes());
        Set<KeyId> signing = new HashSet<>();
        for (CommitSignature signature : record.signatures()) {
            KeyId id = statement.keys().get(signature.index());
            KeyEntry known = state.publicKey(id);
            if (known != null) {
                if (!verifiers.of(known.keys()).verify(hash, CommitCheck.COMMIT, signature.bytes())) {
                    throw fault(shown.sequence(), "is in a commit whose signature by key " + id + " does not hold");
                }
                signing.add(id);
            }
        }
        return signing;
    }

    private static CommitRecord record(ShownEvent.Signed commit, long sequence) {
        try {
            return CommitRecord.decode(commit.record());
        } catch (MalformedException e) {
            throw fault(sequence, "is in a commit that is malformed: " + e.getMessage());
        }
    }

    private static void demandWanted(Set<PrimaryKey> shown, Set<PrimaryKey> asked, AmendedState state) {
        Set<PrimaryKey> wanted = new HashSet<>(asked);
        wanted.add(PrimaryKey.ZERO);
        for (PrimaryKey each : asked) {
            @Nullable
            ObjectEntry at = state.live(each);
            while (at != null && !at.parent().isZero()) {
                wanted.add(at.parent());
                at = state.entry(at.parent());
            }
        }
        for (PrimaryKey each : shown) {
            if (!wanted.contains(each)) {
                throw new UntrustedServerException("the server shows object " + each + ", which it was not asked for");
            }
        }
    }

    private static UntrustedServerException fault(long sequence, String text) {
        return new UntrustedServerException("what the server shows as sequence " + sequence + " " + text);
    }
}
