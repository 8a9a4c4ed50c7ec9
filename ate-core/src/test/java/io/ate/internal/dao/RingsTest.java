package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Session;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Secret;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A key ring gives its keys to its readers, at its object, in its chain, and to nobody else nor elsewhere. */
class RingsTest {
    private static final PrimaryKey OBJECT = new PrimaryKey(1, 2);

    private final OpenedChain opened = OpenedChain.answering(OpenedChain.privately());
    private final ChainId chain = opened.genesis.chainId();
    private final HeldKeys alice = opened.keys;
    private final HeldKeys bob = HeldKeys.generate(Entropy.system());
    private final Secret nameKey = Secret.random(KeyRing.NAME_KEY, Entropy.system());
    private final List<DataKey> dataKeys = List.of(DataKey.random(Entropy.system()), DataKey.random(Entropy.system()),
            DataKey.random(Entropy.system()));

    @AfterEach
    void close() {
        opened.close();
        bob.close();
    }

    @Test
    void everyReaderOpensAllKeysFromTheNewestToTheOldest() throws MalformedException {
        KeyRing.Sealed made = ring(new WrapBinding(chain, OBJECT), alice.publicKeys(), bob.publicKeys());
        Rights.Reading reading = reading(OBJECT, decoded(made));

        for (HeldKeys reader : List.of(alice, bob)) {
            try (SessionKeys keys = new SessionKeys(opened.replica, Session.of(reader))) {
                List<DataKey> all = keys.all(reading);
                assertThat(all).extracting(DataKey::id).isEqualTo(dataKeys.stream().map(DataKey::id).toList());
                assertThat(all.getLast().secret().sameAs(dataKeys.getLast().secret())).isTrue();
            }
        }
    }

    @Test
    void whoIsNoReaderOpensNothing() {
        Rights.Reading reading = reading(OBJECT, ring(new WrapBinding(chain, OBJECT), alice.publicKeys()),
                alice.id());
        try (SessionKeys keys = new SessionKeys(opened.replica, Session.of(bob))) {
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> keys.newest(reading));
        }
    }

    @Test
    void aRingOfAnotherObjectOrChainDoesNotOpen() {
        KeyRing.Sealed elsewhere = ring(new WrapBinding(chain, new PrimaryKey(8, 9)), alice.publicKeys(),
                bob.publicKeys());
        KeyRing.Sealed foreign = ring(new WrapBinding(ChainId.of(new byte[32]), OBJECT), alice.publicKeys(),
                bob.publicKeys());
        try (SessionKeys keys = new SessionKeys(opened.replica, Session.of(bob))) {
            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> keys.newest(reading(OBJECT, elsewhere)));
            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> keys.newest(reading(OBJECT, foreign)));
        }
    }

    @Test
    void olderKeysAndTheNameKeyOfAnotherObjectOrChainDoNotOpen() {
        KeyRing.Sealed ring = ring(new WrapBinding(chain, OBJECT), alice.publicKeys(), bob.publicKeys());
        for (WrapBinding other : List.of(new WrapBinding(chain, new PrimaryKey(8, 9)),
                new WrapBinding(ChainId.of(new byte[32]), OBJECT))) {
            KeyRing.Sealed elsewhere = ring(other, alice.publicKeys(), bob.publicKeys());
            KeyRing.Sealed older = new KeyRing.Sealed(ring.newest(), ring.wraps(), ring.nameKey(), elsewhere.older());
            KeyRing.Sealed named = new KeyRing.Sealed(ring.newest(), ring.wraps(), elsewhere.nameKey(), ring.older());
            RingReader reader = new RingReader(opened.genesis, List.of(bob));
            DataKey newest = reader.newest(reading(OBJECT, ring), ring);
            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> reader.older(reading(OBJECT, older), older.older().getFirst(), newest));
            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> reader.nameKey(reading(OBJECT, named), named, newest));
        }
    }

    @Test
    void aKeyThatIsNotTheOneItIsCalledIsLeftOutWithWhatIsOlder() {
        WrapBinding binding = new WrapBinding(chain, OBJECT);
        KeyRing.Sealed ring = ring(binding, alice.publicKeys(), bob.publicKeys());
        List<KeyRing.Older> swapped = new ArrayList<>(ring.older());
        swapped.set(0, new KeyRing.Older(dataKeys.get(2).id(), ring.older().get(0).wrap()));
        KeyRing.Sealed forged = new KeyRing.Sealed(ring.newest(), ring.wraps(), ring.nameKey(), swapped);
        try (SessionKeys keys = new SessionKeys(opened.replica, Session.of(bob))) {
            assertThat(keys.all(reading(OBJECT, forged))).extracting(DataKey::id)
                    .containsExactly(dataKeys.getFirst().id());
        }
    }

    @Test
    void aRingMadeWithFalseNamesIsRefusedThoughItsWrapsOpen() {
        DataKey misnamed = new DataKey(dataKeys.get(0).id(), dataKeys.get(1).secret());
        KeyRing.Sealed forged = new Rings(Entropy.system()).make(new WrapBinding(chain, OBJECT), List.of(misnamed),
                List.of(alice.publicKeys(), bob.publicKeys()), nameKey);
        try (SessionKeys keys = new SessionKeys(opened.replica, Session.of(bob))) {
            assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> keys.newest(reading(OBJECT, forged)))
                    .withMessageContaining("not the one that it is called");
        }
    }

    private KeyRing.Sealed ring(WrapBinding binding, PublicKeys... readers) {
        return new Rings(Entropy.system()).make(binding, dataKeys, List.of(readers), nameKey);
    }

    private KeyRing.Sealed decoded(KeyRing.Sealed ring) throws MalformedException {
        return (KeyRing.Sealed) KeyRing.decode(ring.encode(), new ReadRule.Keys(List.of(alice.id(), bob.id())));
    }

    private Rights.Reading reading(PrimaryKey holder, KeyRing.Sealed ring) {
        return reading(holder, ring, alice.id(), bob.id());
    }

    private static Rights.Reading reading(PrimaryKey holder, KeyRing.Sealed ring, KeyId... readers) {
        ObjectRules rules = new ObjectRules(new ReadRule.Keys(List.of(readers)), new WriteRule.Inherit(),
                new ControlRule.Inherit());
        return new Rights.Reading(holder, new RuleEntry(rules, ring, 5));
    }
}
