package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainReadOnlyException;
import io.ate.KeyId;
import io.ate.NoSuchChainException;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.replica.GenesisTrust.Belief;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class GenesisTrustTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final Verifiers VERIFIERS = new Verifiers();

    private final SignedGenesis distributed = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final SignedGenesis centralized = Founding.ownedBy(ALICE).openToEveryone().centralized().genesis();
    private final ChainId another = ChainId.of(new byte[Hash.BYTES]);

    private static ChainWish wish(@Nullable ChainId pinned, Set<KeyId> owners, boolean onFirstUse,
            @Nullable Trust trust, HeldKeys... keys) {
        return World.wish(Founding.ownedBy(ALICE).genesis().record().name(), pinned, owners, onFirstUse, trust, keys);
    }

    private static Belief decide(SignedGenesis genesis, ChainWish wish, @Nullable ChainId remembered) {
        return GenesisTrust.decide(genesis, wish, Optional.ofNullable(remembered), VERIFIERS);
    }

    @Test
    void theRightChainIsKnownByItsIdByAVisitOrByAnOwnersKey() {
        assertThat(decide(distributed, wish(distributed.chainId(), Set.of(), false, null), null))
                .isEqualTo(Belief.TRUSTED);
        assertThat(decide(distributed, wish(null, Set.of(), false, null), distributed.chainId()))
                .isEqualTo(Belief.TRUSTED);
        assertThat(decide(distributed, wish(null, Set.of(ALICE.id()), false, null), null)).isEqualTo(Belief.TRUSTED);
        assertThat(decide(distributed, wish(null, Set.of(), false, null, ALICE), null)).isEqualTo(Belief.TRUSTED);
    }

    @Test
    void aChainOfTheServersOwnMakingIsNotTakenForTheOneThatIsMeant() {
        assertUntrusted(distributed, wish(another, Set.of(), true, null, ALICE), null);
        assertUntrusted(distributed, wish(null, Set.of(), true, null, ALICE), another);
        assertUntrusted(distributed, wish(null, Set.of(BOB.id()), false, null, BOB), null);
    }

    @Test
    void whatNothingSpeaksForIsTakenOnFirstUseOnlyIfThatIsSaid() {
        assertThat(decide(distributed, wish(null, Set.of(), true, null, BOB), null)).isEqualTo(Belief.FIRST_USE);
        assertThat(decide(centralized, wish(null, Set.of(), true, null, BOB), null)).isEqualTo(Belief.FIRST_USE);
        assertThat(decide(centralized, wish(null, Set.of(), false, null, BOB), null)).isEqualTo(Belief.READ_ONLY);
    }

    @Test
    void whoAsksForDistributedTrustRefusesACentralizedGenesis() {
        assertUntrusted(centralized, wish(centralized.chainId(), Set.of(), true, Trust.DISTRIBUTED, ALICE), null);
        assertThat(decide(distributed, wish(null, Set.of(), true, Trust.DISTRIBUTED, ALICE), null))
                .isEqualTo(Belief.TRUSTED);
    }

    @Test
    void anInvalidSignatureOfAGenesisIsDetected() {
        byte[] signature = distributed.signature().toArray();
        signature[7] ^= 1;
        SignedGenesis forged = SignedGenesis.of(distributed.record(), distributed.recordBytes(), Slice.of(signature));
        assertUntrusted(forged, wish(forged.chainId(), Set.of(), true, null, ALICE), null);
        SignedGenesis byMallory = Founding.ownedBy(ALICE).by(Keys.of("mallory"));
        assertUntrusted(byMallory, wish(null, Set.of(), true, null, ALICE), null);
    }

    @Test
    void anotherChainOfTheSameOwnersIsNotTakenForTheOneOfThisName() {
        SignedGenesis other = Founding.ownedBy(ALICE).named("example.com/other").openToEveryone().genesis();
        assertUntrusted(other, wish(null, Set.of(ALICE.id()), false, null), null);
        assertUntrusted(other, wish(null, Set.of(), false, null, ALICE), null);
        assertUntrusted(other, wish(null, Set.of(), true, null), null);
    }

    @Test
    void aChainThatIsKnownByTheServersWordAloneIsReadAndNotWritten() throws InterruptedException {
        SignedGenesis open = Founding.ownedBy(ALICE)
                .openToEveryone()
                .centralized()
                .ruledBy(Rule.ownedBy(ALICE).readByEveryone().writtenByEveryone())
                .genesis();
        World world = new World();
        RemoteReplica owner = world.client().open(World.wish(open, ALICE));
        owner.submit(Writes.draft(owner, ALICE, true, Change.put(object(1)).atTop().clear("one")), Writes.soon());
        world.settle();
        RemoteReplica guest = world.client().open(wish(null, Set.of(), false, null, BOB));
        assertThat(read(guest, object(1))).isEqualTo("one");
        assertThatThrownBy(() -> submit(guest, BOB, Change.put(object(2)).atTop().clear("two")))
                .isInstanceOf(ChainReadOnlyException.class);
    }

    @Test
    void whoKnowsWhichChainIsMeantNeverCreatesAnother() {
        World world = new World();
        ChainWish wish = new ChainWish(distributed.record().name(), distributed.chainId(), Set.of(), List.of(ALICE),
                false, null, distributed);
        var opened = world.client().connection.open(wish, world.log(), Pins.NONE);
        world.pass(1_000);
        assertThatThrownBy(opened::join).cause().isInstanceOf(NoSuchChainException.class);
    }

    private static void assertUntrusted(SignedGenesis genesis, ChainWish wish, @Nullable ChainId remembered) {
        assertThatThrownBy(() -> decide(genesis, wish, remembered)).isInstanceOf(UntrustedServerException.class);
    }
}
