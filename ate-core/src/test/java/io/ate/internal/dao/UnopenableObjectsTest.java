package io.ate.internal.dao;

import io.ate.Chain;
import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.IncompatibleValueException;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Trust;
import io.ate.extension.Transformer;
import io.ate.internal.dao.HostileWriter.Note;
import io.ate.internal.event.Place;
import io.ate.internal.transform.Zstd;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.dao.HostileWriter.FORGED;
import static io.ate.internal.dao.HostileWriter.NOTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whoever may write one object may put there what nobody opens. That costs its readers nothing but that: what stands
 * beside it is read, and its owners change who reads.
 */
class UnopenableObjectsTest {
    @ParameterizedTest
    @EnumSource
    void whatStandsBesideItIsListedAndRead(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            DaoRef<Note> genuine = below(world, "genuine");
            world.junk(FORGED, new Place.Under(world.dropBox.key(), NOTES.name()));
            world.chain.run(dio -> {
                assertThat(dio.children(world.dropBox, NOTES).map(Dao::key)).containsExactly(genuine.key(), FORGED);
                assertThat(dio.all().count()).isEqualTo(4);
                assertThat(dio.load(genuine).value()).isEqualTo(new Note("genuine"));
                Dao<Note> junk = dio.children(world.dropBox, NOTES).skip(1).findFirst().orElseThrow();
                assertThatExceptionOfType(CorruptionException.class).isThrownBy(junk::value);
            });
            world.chain.run(dio -> dio.load(DaoRef.of(genuine.type(), FORGED)).delete());
            world.chain.run(dio -> assertThat(dio.children(world.dropBox, NOTES)).hasSize(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatIsReplacedByItIsGoneAndNothingElse(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            DaoRef<Note> replaced = below(world, "genuine");
            DaoRef<Note> kept = below(world, "kept");
            world.junk(replaced.key(), new Place.Stays());
            world.chain.run(dio -> assertThat(dio.children(world.dropBox, NOTES).map(Dao::key))
                    .containsExactly(replaced.key(), kept.key()));
            world.chain.run(dio -> assertThat(dio.load(kept).value()).isEqualTo(new Note("kept")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void itCountsAsLeftWhereReadersAreAdded(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            DaoRef<Note> replaced = below(world, "genuine");
            DaoRef<Note> kept = below(world, "kept");
            world.junk(replaced.key(), new Place.Stays());
            world.junk(FORGED, new Place.Under(world.dropBox.key(), NOTES.name()));
            AtomicReference<RulesResult> result = new AtomicReference<>();
            world.chain.run(dio -> result.set(dio.load(world.dropBox).grantRead(world.carol.publicKeys())));
            assertThat(result.get().left()).isEqualTo(2);
            assertThat(world.chain.get(kept)).isEqualTo(new Note("kept"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void itKeepsNobodyFromMakingAReadRuleAnother(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            Chain chain = world.chain;
            DaoRef<Note> replaced = below(world, "genuine");
            DaoRef<Note> kept = below(world, "kept");
            world.junk(replaced.key(), new Place.Stays());
            world.junk(FORGED, new Place.Under(world.dropBox.key(), NOTES.name()));
            chain.run(dio -> dio.load(world.dropBox).rules(Rules.inherit().readableBy(world.alice.publicKeys())));
            chain.run(dio -> dio.load(world.dropBox).rules(Rules.inherit().readableByEveryone()));
            assertThat(chain.get(kept)).isEqualTo(new Note("kept"));
            chain.run(dio -> dio.load(world.dropBox).rules(Rules.inherit()));
            assertThat(chain.get(kept)).isEqualTo(new Note("kept"));
        }
    }

    /**
     * Whoever writes a value with the data key writes it as he likes, and a few bytes may stand for a thousand times as
     * many.
     */
    @ParameterizedTest
    @EnumSource
    void aBombOrGarbageInPlaceOfWhatWasCompressedCostsItsReadersNothing(Trust trust) throws Exception {
        try (HostileWriter world = new HostileWriter(trust)) {
            DaoRef<Note> genuine = below(world, "genuine");
            DaoRef<Note> bomb = below(world, "bomb");
            DaoRef<Note> garbage = below(world, "garbage");
            DaoRef<Note> ofLater = below(world, "of later");
            world.writes(bomb.key(), Zstd.ID, Transformer.zstd().transform(new byte[64 << 20]).orElseThrow());
            world.writes(garbage.key(), Zstd.ID, "garbage".getBytes(UTF_8));
            world.writes(ofLater.key(), 2, "whatever this is".getBytes(UTF_8));
            assertThat(world.chain.get(genuine)).isEqualTo(new Note("genuine"));
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> world.chain.get(bomb))
                    .withMessage("object " + bomb.key()
                            + ": a stored value of type Note cannot be restored by transformer 1: its content takes"
                            + " 67108864 bytes, and a value at most 16777200");
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> world.chain.get(garbage))
                    .withMessageStartingWith("object " + garbage.key()
                            + ": a stored value of type Note cannot be restored by transformer 1: it is no");
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> world.chain.get(ofLater))
                    .withMessage("object " + ofLater.key()
                            + ": a stored value of type Note went through transformer 2, which this version does not have:"
                            + " read it with a newer one");
            world.chain.run(dio -> {
                assertThat(dio.children(world.dropBox, NOTES)).hasSize(4);
                dio.load(bomb).overwrite(new Note("nothing happened"));
                dio.load(garbage).delete();
            });
            assertThat(world.chain.get(bomb)).isEqualTo(new Note("nothing happened"));
        }
    }

    private static DaoRef<Note> below(HostileWriter world, String text) {
        return world.chain.commit(dio -> dio.load(world.dropBox).in(NOTES).add(new Note(text)).ref());
    }
}
