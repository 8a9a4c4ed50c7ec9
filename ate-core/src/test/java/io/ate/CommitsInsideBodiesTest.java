package io.ate;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Bodies that make commits of their own through the chain. */
@Timeout(30)
class CommitsInsideBodiesTest {
    private final Chain chain = Chain.temporary();
    private final DaoRef<Note> note = chain.store(new Note("0"));
    private final AtomicInteger runs = new AtomicInteger();

    record Note(String text) {}

    @AfterEach
    void close() {
        chain.close();
    }

    private static void append(Dio dio, DaoRef<Note> to, String text) {
        dio.load(to).update(each -> new Note(each.text() + text));
    }

    @Test
    void oneThatChangesWhatTheBodyChangesTooIsRefusedAtOnceNamingTheObject() {
        assertThatIllegalStateException().isThrownBy(() -> chain.run(dio -> {
            runs.incrementAndGet();
            append(dio, note, "o");
            chain.run(inner -> append(inner, note, "i"));
        })).withMessageContaining(note.key().toString()).withMessageContaining("Dio that the body is given");

        assertThat(runs).hasValue(2);
        assertThat(chain.get(note)).as("what the inner ones did").isEqualTo(new Note("0ii"));
    }

    @Test
    void soIsOneThatComesFirstOrThroughAnotherHandleOrDeeper() {
        assertThatIllegalStateException().isThrownBy(() -> chain.run(dio -> {
            chain.as(chain.session()).run(middle -> {
                middle.store(new Note("by the way"));
                chain.run(inner -> append(inner, note, "i"));
            });
            append(dio, note, "o");
        })).withMessageContaining(note.key().toString());
    }

    @Test
    void oneThatChangesSomethingElseIsLeftAlone() {
        DaoRef<Note> other = chain.commit(dio -> {
            append(dio, note, "o");
            return chain.store(new Note("inside"));
        });

        assertThat(chain.get(note)).isEqualTo(new Note("0o"));
        assertThat(chain.get(other)).isEqualTo(new Note("inside"));
    }

    @Test
    void oneThatMeetsTheBodyOnlyOnceHasItRunAgain() {
        chain.run(dio -> {
            append(dio, note, "o");
            if (runs.incrementAndGet() == 1) {
                chain.run(inner -> append(inner, note, "i"));
            }
        });

        assertThat(chain.get(note)).isEqualTo(new Note("0io"));
    }

    @Test
    void aChainThatTheBodyClosesIsNamedAsClosed() {
        Chain own = Chain.temporary();
        assertThatIllegalStateException().isThrownBy(() -> own.run(dio -> {
            dio.store(new Note("x"));
            own.close();
        })).withMessageContaining("the chain temporary is closed");
    }

    @Test
    void whatIsUsedAfterItsBodySaysWhereItIsUsed() {
        Dio ended = chain.commit(dio -> dio);

        assertThatIllegalStateException().isThrownBy(() -> ended.store(new Note("late")))
                .withMessageContaining("inside the body");
    }
}
