package io.ate;

import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Whoever lacks a right is told in his own terms what he lacks. */
class RightsErrorsTest {
    private static final Service<Note, Note> PING = Service.of("ping", Note.class, Note.class);

    private final Chain chain = Chain.temporary();
    private final KeyBundle bob = KeyBundle.generate();
    private final Chain his = chain.as(Session.of(bob));

    record Note(String text) {}

    RightsErrorsTest() {
        chain.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
    }

    @AfterEach
    void close() {
        chain.close();
        bob.close();
    }

    @Test
    void aCheckpointIsCalledByItsName() {
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> his.checkpoint("billing").beginAt(Position.START))
                .withMessageContaining("the checkpoint \"billing\"")
                .withMessageContaining("chainRules().grantWrite");
        chain.checkpoint("billing").beginAt(Position.START);
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> his.run(
                        dio -> his.checkpoint("billing").move(dio, Position.START, Position.after(1))))
                .withMessageContaining("the checkpoint \"billing\"");
    }

    @Test
    void aServiceIsCalledByItsName() {
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> his.serve(PING, each -> each).close())
                .withMessageContaining("the service \"ping\"")
                .withMessageContaining("service.in(chain)");
    }

    @Test
    void anObjectIsCalledByTheNameThatItWasGiven() {
        DaoRef<Note> named = chain.ref(Note.class, "greeting");

        assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> his.store(named, new Note("hi")))
                .withMessageContaining("\"greeting\" of type Note")
                .satisfies(e -> assertThat(e.object()).contains(named.key()));
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> his.commitAsync(dio -> dio.store(named, new Note("hi"))).join())
                .withMessageContaining("\"greeting\" of type Note");
    }

    @Test
    void whatIsGrantedAgainIsReadAgainByTheSameHandle() {
        PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
        DaoRef<Note> note = chain.store(new Note("1"), Rules.inherit().readableBy(alice, bob.publicKeys()));
        assertThat(his.get(note)).isEqualTo(new Note("1"));

        chain.run(dio -> dio.load(note).revokeRead(bob.id()));
        chain.overwrite(note, new Note("2"));
        assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> his.get(note));
        his.run(dio -> {
            Dao<Note> closed = dio.load(note);
            assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(closed::value);
        });
        chain.run(dio -> dio.load(note).grantRead(bob.publicKeys()));

        assertThat(his.get(note)).isEqualTo(new Note("2"));
    }

    @Test
    void theLastReaderIsNotTakenAwayAndNobodyIsNoChange() {
        PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
        DaoRef<Note> note = chain.store(new Note("mine"), Rules.inherit().readableBy(alice));

        chain.run(dio -> {
            Dao<Note> mine = dio.load(note);
            assertThatIllegalArgumentException().isThrownBy(() -> mine.revokeRead(alice.id()))
                    .withMessageContaining("nobody would be left");
            for (Runnable change : List.<Runnable>of(mine::grantRead, () -> mine.revokeRead(new KeyId[0]),
                    () -> mine.revokeRead(new PublicKeys[0]))) {
                assertThatIllegalArgumentException().isThrownBy(change::run).withMessageContaining("no key was named");
            }
        });
    }
}
