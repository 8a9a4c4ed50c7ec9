package io.ate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is open to somebody who does not read all of a chain: names, places, and rights that do not take reading. */
class ReadersOfOneObjectTest {
    private static final Type<Note> NOTE = Type.of(Note.class);

    private final Chain chain = Chain.temporary();
    private final KeyBundle bobsKeys = KeyBundle.generate();
    private final Chain asBob = chain.as(Session.of(bobsKeys));
    private final PublicKeys bob = bobsKeys.publicKeys();

    record Note(String text) {}

    @AfterEach
    void close() {
        chain.close();
        bobsKeys.close();
    }

    private DaoRef<Note> named(String name) {
        DaoRef<Note> ref = chain.ref(NOTE, name);
        chain.run(dio -> dio.store(ref, new Note(name)));
        return ref;
    }

    @Test
    void theReaderOfOneObjectFindsItByItsName() {
        named("one");
        DaoRef<Note> two = named("two");
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asBob.ref(NOTE, "two"));

        chain.run(dio -> dio.load(two).grantRead(bob));

        assertThat(asBob.ref(NOTE, "two").key()).isEqualTo(two.key());
        assertThat(asBob.get(asBob.ref(NOTE, "two"))).isEqualTo(new Note("two"));
        assertThatExceptionOfType(NoReadAuthorityException.class)
                .isThrownBy(() -> asBob.get(asBob.ref(NOTE, "one")));
    }

    @Test
    void whoReadsAndWritesOneObjectReplacesItByItsName() {
        DaoRef<Note> two = named("two");
        chain.run(dio -> {
            Dao<Note> shared = dio.load(two);
            shared.grantRead(bob);
            shared.grantWrite(bob);
        });
        asBob.run(dio -> dio.overwrite(dio.ref(NOTE, "two"), new Note("bob's")));
        assertThat(chain.get(two)).isEqualTo(new Note("bob's"));
    }

    @Test
    void whatOneMayNotReadIsListedWithAllButItsValue() {
        DaoRef<Note> one = named("one");
        DaoRef<Note> two = named("two");
        chain.run(dio -> dio.load(two).grantRead(bob));
        asBob.run(dio -> {
            assertThat(dio.all().map(Dao::key)).containsExactly(one.key(), two.key());
            Dao<JsonNode> closed = dio.all().findFirst().orElseThrow();
            assertThat(closed.typeName()).isEqualTo(NOTE.name());
            assertThat(closed.updated()).isEqualTo(chain.commit(mine -> mine.load(one).updated()));
            assertThat(closed.version()).isEqualTo(1);
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(closed::value);
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> closed.update(value -> value));
        });
    }

    @ParameterizedTest
    @EnumSource
    void anOwnerWhoIsNoReaderChangesWhoWritesAndControlsAndNobodyLosesAnything(Trust trust) {
        try (Chain owned = Chain.temporary(AteConfig.defaults(),
                Genesis.of(Rules.inherit().controlledBy(bob)).trust(trust))) {
            DaoRef<Note> note = owned.store(new Note("carl's"));
            Chain asOwner = owned.as(Session.of(bobsKeys));

            asOwner.run(dio -> dio.chainRules().grantWrite(bob));
            asOwner.run(dio -> dio.find(note.key()).orElseThrow().grantWrite(bob));

            assertThat(owned.get(note)).as("the ring of the genesis was carried on").isEqualTo(new Note("carl's"));
            DaoRef<Note> later = owned.store(new Note("later"));
            assertThat(owned.get(later)).isEqualTo(new Note("later"));
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> asOwner.get(note));
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> asOwner.run(dio -> dio.chainRules().grantRead(bob)));
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> asOwner.run(dio -> dio.find(note.key()).orElseThrow().grantRead(bob)));

            owned.run(dio -> dio.chainRules().grantRead(bob));
            assertThat(asOwner.get(note)).isEqualTo(new Note("carl's"));
            assertThat(asOwner.get(later)).isEqualTo(new Note("later"));
        }
    }
}
