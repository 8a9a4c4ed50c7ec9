package io.ate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/** Reading the changes of a chain, and chains that are kept on disk. */
class ChangesTest {
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);

    record Note(String text) {}

    @Test
    void everyChangeComesOnceInOrderFromTheStartAndFromAnySequence() throws InterruptedException {
        try (Chain chain = Chain.temporary(); Changes live = chain.changes(Position.NOW)) {
            DaoRef<Note> note = chain.store(new Note("one"));
            chain.run(dio -> {
                dio.load(note).update(each -> new Note("two"));
                dio.load(note).in(NOTES).add(new Note("below"));
            });
            chain.delete(note);

            try (Changes all = chain.changes(Position.START); Changes late = chain.changes(Position.after(2))) {
                List<String> expected = List.of("1 one", "2 two", "3 below", "4 deleted");
                assertThat(take(all, 4)).isEqualTo(expected);
                assertThat(take(live, 4)).isEqualTo(expected);
                assertThat(take(late, 2)).isEqualTo(expected.subList(2, 4));
                assertThat(late.next(Duration.ZERO)).isEmpty();
            }
        }
    }

    @Test
    void aChangeTellsItsObjectItsAuthorAndWhatItHangsBelow() throws InterruptedException {
        try (Chain chain = Chain.temporary(); Changes changes = chain.changes(Position.START)) {
            DaoRef<Note> note = chain.store(new Note("note"));
            DaoRef<Note> below = chain.commit(dio -> dio.load(note).in(NOTES).add(new Note("below")).ref());

            changes.next();
            if (changes.next() instanceof Change.Stored<JsonNode> stored) {
                assertThat(stored.ref()).isEqualTo(below);
                assertThat(stored.ref().type().name()).isEqualTo("Note");
                assertThat(stored.parent()).contains(note.key());
                assertThat(stored.origin().author()).isEqualTo(chain.session().keys().getFirst().id());
            } else {
                fail("the second change stores an object");
            }
        }
    }

    @Test
    void aReaderWaitsForTheNextChangeAndIsWokenByClosing() throws InterruptedException {
        try (Chain chain = Chain.temporary()) {
            Changes changes = chain.changes(Position.NOW);
            CountDownLatch waiting = new CountDownLatch(1);
            CompletableFuture<Change<JsonNode>> next = CompletableFuture.supplyAsync(() -> {
                waiting.countDown();
                return next(changes);
            });
            waiting.await();
            chain.store(new Note("here"));
            assertThat(next.join().sequence()).isEqualTo(1);

            CompletableFuture<Change<JsonNode>> never = CompletableFuture.supplyAsync(() -> next(changes));
            changes.close();
            assertThatExceptionOfType(CompletionException.class).isThrownBy(never::join)
                    .withCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closingTheChainEndsTheReadersWaiting() {
        Chain chain = Chain.temporary();
        Changes changes = chain.changes(Position.NOW);
        CompletableFuture<Change<JsonNode>> never = CompletableFuture.supplyAsync(() -> next(changes));
        chain.close();
        assertThatExceptionOfType(CompletionException.class).isThrownBy(never::join)
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChainOnDiskIsThereAgainWhenItIsOpenedAgain(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate(); KeyBundle stranger = KeyBundle.generate()) {
            DaoRef<Note> note;
            ChainId id;
            try (Chain chain = Chain.open(folder, Session.of(keys))) {
                note = chain.store(new Note("kept"));
                chain.store(chain.ref(Note.class, "name"), new Note("named"));
                id = chain.id();
                assertThatExceptionOfType(ReplicaInUseException.class)
                        .isThrownBy(() -> Chain.open(folder, Session.of(keys)));
            }
            try (Chain chain = Chain.open(folder, Session.of(keys))) {
                assertThat(chain.id()).isEqualTo(id);
                assertThat(chain.get(note)).isEqualTo(new Note("kept"));
                assertThat(chain.find(chain.ref(Note.class, "name"))).contains(new Note("named"));
            }
            try (Chain chain = Chain.open(folder, Session.of(stranger))) {
                assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> chain.get(note));
            }
        }
    }

    private static Change<JsonNode> next(Changes changes) {
        try {
            return changes.next();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static List<String> take(Changes changes, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(switch (changes.next()) {
                case Change.Stored<JsonNode> stored -> stored.sequence() + " " + stored.value().get("text").asString();
                case Change.Deleted<JsonNode> deleted -> deleted.sequence() + " deleted";
            });
        }
        return taken;
    }
}
