package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Rules.Who;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ReadRule;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a unit of work's changes of rules take: which data keys a new ring gives to whom, and whether the
 * value has to be sealed again. Holds the data keys made for them until the unit of work ends. Confined to its thread.
 *
 * <p>
 * Who comes in addition is given the present keys. Where somebody leaves, a new key is made for what is written from
 * then on, and the older ones go on under it. Where an object begins to have readers of its own they get a new key
 * alone: the keys of what is above are not theirs to have, so its value is sealed again, and what hangs below with it
 * ({@link SealingBelow}).
 */
final class RuleChanges implements AutoCloseable {
    private final ChainId chain;
    private final ChainState state;
    private final SessionKeys keys;
    private final Entropy entropy;
    /** By the ring itself: whoever made another may have named the same keys in it. */
    private final IdentityHashMap<KeyRing, Made> made = new IdentityHashMap<>(2);
    private final List<DataKey> fresh = new ArrayList<>(0);

    /** What was put into a ring that was made here, the data keys from the newest to the oldest. */
    private record Made(List<DataKey> keys, Secret nameKey) {}

    /** What becomes of what hangs below an object and is read by whoever reads that. */
    enum Below {
        /** It is sealed with keys that the present readers have. */
        STAYS,
        /** What earlier changes left sealed for others than its readers is to be sealed anew, as far as it fits. */
        THE_REST,
        /** It is to be sealed anew; what is not stays with those who could read it. */
        SEALED_ANEW,
        /** It is to be sealed anew; what is not could be read by nobody any more. */
        SEALED_ANEW_OR_LOST
    }

    /**
     * What a change of rules comes to.
     *
     * @param renewed whether what is written from now on is sealed with a new key
     * @param formerReaders whose right to read ends
     * @param sealsAgain whether the value of the object itself is to be sealed anew
     */
    record Change(NewRules rules, boolean renewed, List<KeyId> formerReaders, boolean sealsAgain, Below below) {}

    RuleChanges(ChainId chain, ChainState state, SessionKeys keys, Entropy entropy) {
        this.chain = chain;
        this.state = state;
        this.keys = keys;
        this.entropy = entropy;
    }

    /** The data key that payloads under this read rule are to be sealed with; made here, or opened by the session. */
    DataKey newest(Rights.Reading reading) {
        Made here = made.get(reading.entry().ring());
        return here != null ? here.keys.getFirst() : keys.newest(reading);
    }

    /** The rules of a new object below {@code parent}. */
    NewRules born(Rules rules, PrimaryKey object, ObjectEntry parent) {
        KeyRing ring = rules.readers() instanceof Who.Only(List<PublicKeys> readers)
                ? ring(object, List.of(freshKey()), readers, keys.nameKey(state, parent))
                : null;
        return newRules(rules, ring);
    }

    /** What it takes to give the rules to an object that exists, or to the chain. */
    Change changed(ObjectEntry object, Rules rules) {
        if (object.key().isZero() && !RuleTerms.toEvent(rules).areComplete()) {
            throw new IllegalArgumentException("the chain itself has nothing to inherit from: its rules are complete");
        }
        Rights.Reading now = Rights.reading(state, object);
        boolean own = now.holder().equals(object.key());
        return switch (rules.readers()) {
            case Who.Only(List<PublicKeys> readers) when own && !now.isEveryone() ->
                    otherReaders(object, now, rules, readers);
            case Who.Only(List<PublicKeys> readers) -> firstReaders(object, now, rules, readers);
            case Who.Inherited() -> inherited(object, now, rules);
            case Who.Everyone() -> inClear(object, now, rules);
            case Who.Nobody() -> throw new IllegalArgumentException("a read rule does not say nobody");
        };
    }

    private Change otherReaders(ObjectEntry object, Rights.Reading now, Rules rules, List<PublicKeys> readers) {
        List<KeyId> before = readersOf(now);
        List<KeyId> after = readers.stream().map(PublicKeys::id).toList();
        RuleEntry carried = now.entry();
        if (before.equals(after)) {
            return new Change(newRules(rules, carried.ring()), false, List.of(), false, repeated(object, now, rules));
        }
        boolean somebodyLeaves = !after.containsAll(before);
        List<DataKey> all = new ArrayList<>();
        if (somebodyLeaves) {
            all.add(freshKey());
        }
        all.addAll(allOf(now));
        KeyRing ring = ring(now.holder(), all, readers, nameKeyIn(now));
        return new Change(newRules(rules, ring), somebodyLeaves, leaving(before, after), false,
                restBelow(object));
    }

    /**
     * Where the readers stay who they are, the rest is looked for only if it is asked for: by giving the object the
     * rules that it has once more, or after a change in the same unit of work. Who may change rules need not be a
     * reader: he seals nothing.
     */
    private Below repeated(ObjectEntry object, Rights.Reading now, Rules rules) {
        boolean isAskedFor = NewRules.areNew(now.entry())
                || (now.holder().equals(object.key()) && RuleTerms.toEvent(rules).equals(now.entry().rules()));
        boolean isReader = now.isEveryone() || made.containsKey(now.entry().ring()) || keys.nameKey(now) != null;
        return isAskedFor && isReader ? restBelow(object) : Below.STAYS;
    }

    /**
     * Whatever becomes of an object's own readers: what an earlier change of them left is as closed to those who come
     * in addition, and as open to those who leave. The chain itself gives its readers every key that it has had.
     */
    private static Below restBelow(ObjectEntry object) {
        return object.key().isZero() ? Below.STAYS : Below.THE_REST;
    }

    private Change firstReaders(ObjectEntry object, Rights.Reading now, Rules rules, List<PublicKeys> readers) {
        KeyRing ring = ring(object.key(), List.of(freshKey()), readers, keys.nameKey(state, object));
        List<KeyId> after = readers.stream().map(PublicKeys::id).toList();
        return new Change(newRules(rules, ring), true, leaving(readersOf(now), after), !object.key().isZero(),
                Below.SEALED_ANEW);
    }

    private Change inherited(ObjectEntry object, Rights.Reading now, Rules rules) {
        if (!now.holder().equals(object.key())) {
            return new Change(newRules(rules, null), false, List.of(), false, Below.STAYS);
        }
        ObjectEntry parent = state.entry(object.parent());
        List<KeyId> after = readersOf(Rights.reading(state, parent == null ? state.zero() : parent));
        return new Change(newRules(rules, null), false, leaving(readersOf(now), after), true, withoutRing(object, now));
    }

    private Change inClear(ObjectEntry object, Rights.Reading now, Rules rules) {
        boolean ofChain = object.key().isZero();
        KeyRing ring = ofChain ? nameKeyIn(now).use(SecretAccess.granted(),
                bytes -> new KeyRing.Clear(Slice.of(bytes.clone()))) : null;
        return new Change(newRules(rules, ring), false, List.of(), !ofChain && !now.isEveryone(),
                now.isEveryone() ? repeated(object, now, rules) : withoutRing(object, now));
    }

    /** With a ring of the object's own go the keys of everything below that is not sealed anew. */
    private static Below withoutRing(ObjectEntry object, Rights.Reading now) {
        return now.holder().equals(object.key()) && !now.isEveryone() ? Below.SEALED_ANEW_OR_LOST : Below.SEALED_ANEW;
    }

    private List<DataKey> allOf(Rights.Reading reading) {
        Made here = made.get(reading.entry().ring());
        return here != null ? here.keys : keys.all(reading);
    }

    /** The name key that the readers of a ring have already: who makes the next one for them gives them no other. */
    private Secret nameKeyIn(Rights.Reading reading) {
        Made here = made.get(reading.entry().ring());
        Secret found = here != null ? here.nameKey : keys.nameKey(reading);
        if (found == null) {
            throw new NoReadAuthorityException("no key of this session is a reader of "
                    + (reading.holder().isZero() ? "the chain" : "object " + reading.holder())
                    + ", so that it cannot give on what its readers have: ask one of them");
        }
        return found;
    }

    private KeyRing ring(PrimaryKey object, List<DataKey> all, List<PublicKeys> readers, Secret nameKey) {
        KeyRing.Sealed ring = new Rings(entropy).make(new WrapBinding(chain, object), all, readers, nameKey);
        made.put(ring, new Made(List.copyOf(all), nameKey));
        return ring;
    }

    private DataKey freshKey() {
        DataKey key = DataKey.random(entropy);
        fresh.add(key);
        return key;
    }

    private static NewRules newRules(Rules rules, @Nullable KeyRing ring) {
        return new NewRules(RuleTerms.toEvent(rules), ring, rules.keys().toList());
    }

    private static List<KeyId> readersOf(Rights.Reading reading) {
        return reading.entry().rules().read() instanceof ReadRule.Keys(List<KeyId> readers) ? readers : List.of();
    }

    private static List<KeyId> leaving(List<KeyId> before, List<KeyId> after) {
        Set<KeyId> stay = Set.copyOf(after);
        return before.stream().filter(each -> !stay.contains(each)).toList();
    }

    /** Zeroes the keys that were made here; whoever the commit gives them to opens them from its rings. */
    @Override
    public void close() {
        fresh.forEach(each -> each.secret().close());
    }
}
