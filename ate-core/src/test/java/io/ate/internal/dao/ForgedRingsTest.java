package io.ate.internal.dao;

import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CorruptionException;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Position;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.crypto.KeyWrap;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.dao.HostileWriter.Note;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.KeyRing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whoever may write one object may put a ring of his own making beside another below it, and name in it keys that he
 * does not have. Mallory, who reads nothing of the chain, does so, and waits for what Alice's program hands out.
 */
class ForgedRingsTest {
    @ParameterizedTest
    @EnumSource
    void aKeyThatARingOnlyNamesIsGivenToNobodyWhoComes(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            namedKeyIsNotGivenOn(world, world.mallory.publicKeys(), world.alice.publicKeys(), world.carol.publicKeys());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatARingOnlyNamesIsNotGivenToWhoeverItsRightIsTakenFrom(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            namedKeyIsNotGivenOn(world, world.alice.publicKeys());
        }
    }

    private static void namedKeyIsNotGivenOn(HostileWriter world, PublicKeys... readers) throws Exception {
        KeyRing.Sealed ring = world.honestRing();
        DaoRef<Note> forged = world.stores(new KeyRing.Sealed(ring.newest(), ring.wraps(), ring.nameKey(),
                List.of(new KeyRing.Older(world.keyOfTheChain(), HostileWriter.junk()))));
        assertThat(world.chain.get(world.secret)).isEqualTo(new Note("the secret of the whole chain"));
        assertThat(world.chain.get(forged)).isEqualTo(new Note("let carol read this"));

        world.rules(world.chain, forged, readers);

        assertThat(world.olderInForce()).doesNotContain(world.keyOfTheChain());
        assertThat(world.chain.get(forged)).isEqualTo(new Note("let carol read this"));
    }

    @Test
    void aRingWhoseNewestKeyIsOnlyNamedGivesNothingOn() throws Exception {
        try (HostileWriter world = new HostileWriter(Trust.CENTRALIZED)) {
            KeyRing.Sealed ring = world.honestRing();
            DaoRef<Note> forged = world.stores(
                    new KeyRing.Sealed(world.keyOfTheChain(), ring.wraps(), ring.nameKey(), List.of()));
            assertThat(world.chain.get(world.secret))
                    .isEqualTo(new Note("the secret of the whole chain"));

            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> world.rules(world.chain, forged, world.mallory.publicKeys(),
                            world.alice.publicKeys(), world.carol.publicKeys()))
                    .withMessageContaining("damaged or forged");
            assertThat(world.ringInForce().wraps()).hasSize(2);
        }
    }

    @Test
    void aKeyThatOneRingReallyGivesIsNotGivenOnByAnotherThatOnlyNamesIt() throws Exception {
        try (HostileWriter world = new HostileWriter(Trust.CENTRALIZED)) {
            DaoRef<Note> mine = world.chain.store(new Note("mine"),
                    Rules.inherit().readableBy(world.alice.publicKeys()));
            DataKeyId ofMine = world.ringOf(mine.key()).newest();
            KeyRing.Sealed ring = world.honestRing();
            DaoRef<Note> forged = world
                    .stores(new KeyRing.Sealed(ring.newest(), ring.wraps(), ring.nameKey(),
                            List.of(new KeyRing.Older(ofMine, HostileWriter.junk()))));

            world.chain.run(dio -> {
                dio.load(mine).rules(Rules.inherit().readableBy(world.alice.publicKeys(), world.carol.publicKeys()));
                dio.load(forged)
                        .rules(Rules.inherit()
                                .readableBy(world.mallory.publicKeys(), world.alice.publicKeys(),
                                        world.carol.publicKeys()));
            });

            assertThat(world.olderInForce()).doesNotContain(ofMine);
        }
    }

    /** Where a key is looked for in the log, a ring that only names it does not hide the one that gives it. */
    @Test
    void whatOnceWasGivenIsFoundBehindARingThatOnlyNamesIt() throws Exception {
        try (HostileWriter world = new HostileWriter(Trust.CENTRALIZED)) {
            world.introduce(world.carol.publicKeys());
            DaoRef<Note> mine = world.chain.store(new Note("carol's, for a while"),
                    Rules.inherit().readableBy(world.alice.publicKeys()));
            DataKeyId given = world.ringOf(mine.key()).newest();
            assertThat(world.stores(world.junkRing(world.own.id(), given), world.carol.publicKeys())).isNotNull();
            world.chain.run(dio -> dio.load(mine).grantRead(world.carol.publicKeys()));
            long granted = world.chain.sequence();
            world.chain.run(dio -> dio.load(mine).overwrite(new Note("for carol")));
            world.chain.run(dio -> dio.load(mine).rules(Rules.inherit()));

            try (Changes changes = world.chain.as(Session.of(world.carol)).changes(Position.after(granted))) {
                assertThat(changes.take()).isInstanceOfSatisfying(Change.Stored.class,
                        stored -> assertThat(stored.value().toString()).contains("for carol"));
            }
        }
    }

    @Test
    void theNameKeyOfAnObjectsRingNeverBecomesTheChains() throws Exception {
        try (HostileWriter world = new HostileWriter(Trust.CENTRALIZED)) {
            DaoRef<Note> forged = world.stores(world.honestRing());
            DaoRef<Note> salaries = world.chain.ref(Type.of(Note.class), "salaries");
            Chain fresh = world.open();
            world.rules(fresh, forged, world.mallory.publicKeys(), world.alice.publicKeys(), world.carol.publicKeys());
            fresh.run(dio -> dio.load(forged)
                    .in(HostileWriter.NOTES)
                    .add(new Note("below"), Rules.inherit().readableBy(world.alice.publicKeys())));
            assertThat(fresh.ref(Type.of(Note.class), "salaries")).isEqualTo(salaries);
            fresh.run(dio -> dio.chainRules().grantRead(world.carol.publicKeys()));
            assertThat(world.open().ref(Type.of(Note.class), "salaries")).isEqualTo(salaries);
        }
    }

    @Test
    void whoeverMadeARingIsGivenNoOtherNameKeyByItsNextOne() throws Exception {
        try (HostileWriter world = new HostileWriter(Trust.CENTRALIZED)) {
            DaoRef<Note> forged = world.stores(world.honestRing());
            assertThat(world.chain.ref(Type.of(Note.class), "salaries")).isNotNull();

            world.rules(world.chain, forged, world.mallory.publicKeys(), world.alice.publicKeys(),
                    world.carol.publicKeys());

            KeyRing.Sealed now = world.ringInForce();
            Secret given = KeyWrap.unwrap(world.own.secret(), now.nameKey(),
                    new WrapBinding(world.genesis.chainId(), HostileWriter.FORGED).forNameKey(now.newest()));
            assertThat(bytes(given)).isEqualTo(bytes(world.ownNameKey));
        }
    }

    @Test
    void aNameKeyThatSomebodyMadeForOneObjectIsNotThatOfTheNamesBelowAnother() throws Exception {
        Field.Map<String, Note> named = Field.map("named", String.class, Note.class);
        try (HostileWriter world = new HostileWriter(Trust.CENTRALIZED);
                Chain carols = world.chain.as(Session.of(world.carol))) {
            DaoRef<Note> forged = world.stores(world.honestRing());
            world.rules(world.chain, forged, world.mallory.publicKeys(), world.alice.publicKeys(),
                    world.carol.publicKeys());
            world.rules(world.chain, world.secret, world.alice.publicKeys(), world.carol.publicKeys());
            world.chain.run(dio -> dio.load(world.secret).in(named).put("key", new Note("found")));

            assertThat(carols.get(forged)).as("who reads both").isEqualTo(new Note("let carol read this"));
            carols.run(dio -> assertThat(dio.load(world.secret).in(named).get("key")).isEqualTo(new Note("found")));
        }
    }

    private static byte[] bytes(Secret secret) {
        return secret.use(SecretAccess.granted(), byte[]::clone);
    }
}
