package io.ate.internal.dao;

import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.dao.HostileWriter.Note;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.dao.HostileWriter.NOTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * While Alice's commit is on its way, who reads the place that it is for changes. What she wrote for those whom she saw
 * is sealed for others only if her program, asked again, still wants it.
 */
class ChangedReadersTest {
    private static final Note SECRET = new Note("for alice alone");

    /** An object of Alice's that Mallory may write, and another place, which Mallory reads. */
    private static final class Village implements AutoCloseable {
        private final HostileWriter world;
        private final DaoRef<Note> status;
        private final DaoRef<Note> shared;
        private final DataKey keyOfShared;
        private final List<Rules.Who> seen = new ArrayList<>();

        private Village(Trust trust) {
            world = new HostileWriter(trust);
            status = world.chain.commit(dio -> dio.load(world.dropBox).in(NOTES).add(new Note("status")).ref());
            shared = world.chain.store(new Note("shared with mallory"),
                    Rules.inherit()
                            .readableBy(world.alice.publicKeys(), world.mallory.publicKeys())
                            .writableBy(world.alice.publicKeys(), world.mallory.publicKeys()));
            SessionKeys keys = new SessionKeys(world.replica, Session.of(world.mallory));
            try (Standpoint now = world.replica.standpoint()) {
                keyOfShared = keys.newest(Rights.reading(now, Objects.requireNonNull(now.live(shared.key()))));
            }
        }

        /** Mallory ends the object, and begins it below what she reads. */
        private void moves() {
            try {
                world.commits(new Facts(Kind.DELETE, status.key(), null, "", new Place.Stays(), null,
                        new Condition.None(), world.mallory.id(), 1, null, null, null), null, null);
                world.commits(new Facts(Kind.PUT, status.key(), null, "Note",
                        new Place.Under(shared.key(), NOTES.name()), null, new Condition.None(), world.mallory.id(), 1,
                        null, new PayloadForm(PayloadForm.Format.JSON, 0, keyOfShared.id()), null),
                        new Plaintext(PayloadForm.Format.JSON, Slice.of("{\"text\":\"x\"}".getBytes(UTF_8))),
                        keyOfShared);
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        /** Writes as long as Mallory is not among the readers; behind the first look, {@code meanwhile} happens. */
        private void writes(Consumer<Dao<Note>> how, Runnable meanwhile) {
            world.chain.run(dio -> {
                Dao<Note> loaded = dio.load(status);
                Rules.Who readers = loaded.rulesInForce().readers();
                seen.add(readers);
                if (!(readers instanceof Rules.Who.Only(var keys)) || !keys.contains(world.mallory.publicKeys())) {
                    how.accept(loaded);
                }
                if (seen.size() == 1) {
                    meanwhile.run();
                }
            });
        }

        @Override
        public void close() {
            world.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOverwrittenIsNotSealedForOthersUnasked(Trust trust) {
        try (Village village = new Village(trust)) {
            village.writes(loaded -> loaded.overwrite(SECRET), village::moves);
            assertThat(village.seen).hasSize(2);
            assertThat(village.world.chain.get(village.status)).isEqualTo(new Note("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPutBelowIsNotSealedForOthersUnasked(Trust trust) {
        try (Village village = new Village(trust)) {
            village.writes(loaded -> loaded.in(NOTES).add(SECRET), village::moves);
            assertThat(village.seen).hasSize(2);
            village.world.chain.run(dio -> assertThat(dio.children(village.status, NOTES)).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotRunAgainIsToldOfAConflict(Trust trust) throws Exception {
        try (Village village = new Village(trust)) {
            var answer = village.world.chain.commitAsync(dio -> {
                dio.overwrite(village.status, SECRET);
                village.moves();
                return true;
            });
            assertThat(answer).failsWithin(java.time.Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ConflictException.class)
                    .isInstanceOf(CommitRejectedException.class);
            assertThat(village.world.chain.get(village.status)).isEqualTo(new Note("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereReadersOnlyLeaveItIsSealedForTheRestUnasked(Trust trust) {
        try (Village village = new Village(trust)) {
            HostileWriter world = village.world;
            world.chain.run(dio -> dio.chainRules().grantRead(world.carol.publicKeys()));
            village.writes(loaded -> loaded.overwrite(SECRET),
                    () -> world.open().run(dio -> dio.chainRules().revokeRead(world.carol.id())));
            assertThat(village.seen).hasSize(1);
            assertThat(world.chain.get(village.status)).isEqualTo(SECRET);
        }
    }
}
