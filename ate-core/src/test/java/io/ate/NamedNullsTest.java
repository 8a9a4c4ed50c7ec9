package io.ate;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Mistakes of those whose compiler does not look for nulls, and other slips of the pen, are named. */
@NullUnmarked
class NamedNullsTest {
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);
    private static final Field.Map<String, Note> BY_NAME = Field.map("named", String.class, Note.class);
    private static final Field.Stream<Note> STREAM = Field.stream("stream", Note.class);
    private static final Service<Note, Note> PING = Service.of("ping", Note.class, Note.class);
    private static final Service.Streaming<Note, Note> ECHO = Service.streaming("echo", Note.class, Note.class);

    private final Chain chain = Chain.temporary();
    private final DaoRef<Note> note = chain.store(new Note("note"));

    record Note(String text) {}

    @AfterEach
    void close() {
        chain.close();
    }

    private static void assertNamed(String what, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(what);
    }

    @Test
    void aNullIsNamedWhereItComesIn() {
        assertNamed("name", () -> chain.ref(Note.class, null));
        assertNamed("valueClass", () -> chain.ref((Class<Note>) null, "name"));
        assertNamed("ref", () -> chain.get(null));
        assertNamed("ref", () -> chain.find(null));
        assertNamed("ref", () -> chain.delete(null));
        assertNamed("ref", () -> chain.overwrite(null, new Note("x")));
        assertNamed("ref", () -> chain.lock(null));
        assertNamed("name", () -> Field.vec(null, Note.class));
        assertNamed("type", () -> Field.vec("notes", (Type<Note>) null));
        assertNamed("event", () -> chain.stream(note, STREAM).append((Note) null));
        assertNamed("source", () -> chain.follow("f", null, (_, _) -> {
        }));
        assertThatNullPointerException().isThrownBy(() -> Session.of((KeyBundle) null))
                .withMessageContaining("key bundle");
        chain.run(dio -> {
            assertNamed("after", () -> dio.load(note).in(NOTES).page(null, 5));
            assertThatNullPointerException().isThrownBy(() -> dio.chainRules().grantRead((PublicKeys) null))
                    .withMessageContaining("key");
        });
        try (Index<Note, String> index = chain.index(Note.class, Note::text)) {
            assertNamed("key", () -> index.equal(null));
        }
    }

    @Test
    void aHandlerThatGivesNullIsBlamedByTheNameOfItsService() {
        try (Registration _ = chain.serve(PING, (Service.Handler<Note, Note>) _ -> null);
                Registration _ = chain.serve(ECHO, (Service.Handler<Note, Stream<Note>>) _ -> null);
                Stream<Note> echo = chain.invoke(ECHO, new Note("x"))) {
            assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> chain.invoke(PING, new Note("x")))
                    .withMessageContaining("the handler of service ping gave null");
            assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> chain.invokeDurably(PING, new Note("x")))
                    .withMessageContaining("the handler of service ping gave null");
            assertThatExceptionOfType(ServiceException.class).isThrownBy(echo::toList)
                    .withMessageContaining("the handler of service echo gave null");
        }
    }

    @Test
    void aKeyThatIsMissingInAMapIsNamed() {
        chain.run(dio -> assertThatExceptionOfType(NoSuchObjectException.class)
                .isThrownBy(() -> dio.load(note).in(BY_NAME).get("nobody"))
                .withMessageContaining("\"nobody\"")
                .withMessageContaining("\"named\""));
    }

    @Test
    void whatIsNoPlaceInACollectionSaysWhereCollectionsBegin() {
        for (String text : List.of("", "garbage")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Page.Token.parse(text))
                    .withMessageContaining("\"" + text + "\"")
                    .withMessageContaining("Page.Token.START");
        }
    }
}
