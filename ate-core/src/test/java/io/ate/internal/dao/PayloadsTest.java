package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Session;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.Seal;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A sealed payload opens as what was sealed, where it was sealed for, with the right key, or not at all. */
class PayloadsTest {
    private static final Plaintext SECRET = new Plaintext(PayloadForm.Format.JSON,
            Slice.of("\"the treasure is below the old oak\"".getBytes(StandardCharsets.UTF_8)));

    private OpenedChain opened;
    private Standpoint now;
    private SessionKeys keys;
    private Payloads payloads;

    PayloadsTest() {
        opened = OpenedChain.answering(OpenedChain.privately());
        now = opened.replica.standpoint();
        keys = new SessionKeys(opened.replica, opened.session);
        payloads = new Payloads(opened.genesis.chainId(), Entropy.system(), 0);
    }

    @BeforeEach
    void sealingWorks() {
        assertThat(open(sealed()).plaintext()).isEqualTo(SECRET);
    }

    @AfterEach
    void close() {
        keys.close();
        now.close();
        opened.close();
    }

    @Test
    void aFlippedBitAnywhereInThePayloadIsAnErrorAndNeverGarbage() {
        Event whole = sealed();
        for (int bit = 0; bit < 8 * whole.payload().length(); bit += 7) {
            byte[] damaged = whole.payload().toArray();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Event event = Event.of(whole.facts(), whole.factsBytes(), whole.seal(), Slice.empty(), Slice.of(damaged));
            assertThatExceptionOfType(CorruptionException.class).as("bit %d", bit).isThrownBy(() -> open(event));
        }
    }

    @Test
    void aPayloadBelowOtherFactsIsAnError() {
        Event whole = sealed();
        Facts other = facts(new PrimaryKey(7, 8));
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(
                () -> open(Event.of(other, other.encode(), whole.seal(), Slice.empty(), whole.payload())));
    }

    @Test
    void aPayloadOfAnotherChainIsAnError() {
        Payloads elsewhere = new Payloads(ChainId.of(new byte[32]), Entropy.system(), 0);
        Facts facts = facts(new PrimaryKey(1, 2));
        Event foreign = elsewhere.seal(facts, Slice.empty(), SECRET, newest());
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> open(foreign));
    }

    @Test
    void aChangedNonceIsAnError() {
        Event whole = sealed();
        Seal seal = new Seal(whole.seal().length(), whole.seal().hash(), Slice.of(new byte[Seal.NONCE]));
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> open(
                Event.of(whole.facts(), whole.factsBytes(), seal, Slice.empty(), whole.payload())));
    }

    @Test
    void theWrongKeyIsAnErrorAndNeverGarbage() {
        Event whole = sealed();
        try (HeldKeys stranger = HeldKeys.generate(Entropy.system());
                SessionKeys strangers = new SessionKeys(opened.replica, Session.of(stranger))) {
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> payloads.open(whole, id -> strangers.find(now, now.zero(), id)));
        }
        DataKey wrong = DataKey.random(Entropy.system());
        Event underWrongKey = payloads.seal(whole.facts(), Slice.empty(), SECRET, wrong);
        assertThatExceptionOfType(CorruptionException.class).isThrownBy(() -> open(underWrongKey));
    }

    @Test
    void whoStillWorksWithAKeyWhenTheChainIsClosedIsToldSo() {
        Event whole = sealed();
        DataKey key = newest();
        String told = "the chain " + opened.genesis.record().name() + " is closed";
        keys.close();
        assertThatIllegalStateException().isThrownBy(() -> payloads.open(whole, _ -> key)).withMessageContaining(told);
        assertThatIllegalStateException().isThrownBy(() -> payloads.seal(whole.facts(), Slice.empty(), SECRET, key))
                .withMessageContaining(told);
        assertThatIllegalStateException().as("a key that is only found now")
                .isThrownBy(() -> open(whole))
                .withMessageContaining(told);
    }

    @Test
    void noNonceIsUsedTwiceAndTheCiphertextShowsNothing() {
        Set<Slice> nonces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Event event = sealed();
            assertThat(nonces.add(event.seal().nonce())).as("nonce %d is new", i).isTrue();
            assertThat(new String(event.payload().toArray(), StandardCharsets.ISO_8859_1)).doesNotContain("treasure");
        }
    }

    @Test
    void nothingThatHoldsAValueOrAKeyPrintsIt() {
        assertThat(new Stored(facts(PrimaryKey.ZERO), SECRET).toString()).doesNotContain("treasure");
        DataKey key = newest();
        key.secret().use(SecretAccess.granted(), bytes -> {
            String hex = HexFormat.of().formatHex(bytes);
            assertThat(key.toString()).doesNotContain(hex.substring(0, 16));
            return hex.length();
        });
    }

    @Test
    void closingASessionsKeysZeroesThem() {
        DataKey key = newest();
        keys.close();
        assertThat(key.secret().isClosed()).isTrue();
    }

    private Event sealed() {
        return payloads.seal(facts(new PrimaryKey(1, 2)), Slice.empty(), SECRET, newest());
    }

    private Stored open(Event event) {
        return payloads.open(event, id -> keys.find(now, now.zero(), id));
    }

    private DataKey newest() {
        return keys.newest(Rights.reading(now, now.zero()));
    }

    private Facts facts(PrimaryKey key) {
        return new Facts(Kind.PUT, key, null, "note", new Place.Top(), null, new Condition.Absent(), new KeyId(3, 4), 5,
                null, new PayloadForm(PayloadForm.Format.JSON, 0, newest().id()), null);
    }
}
