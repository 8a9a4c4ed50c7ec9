package io.ate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                assertThat(late.poll(Duration.ZERO)).isEmpty();
            }
        }
    }

    @Test
    void aChangeTellsItsObjectItsAuthorAndWhatItHangsBelow() throws InterruptedException {
        try (Chain chain = Chain.temporary(); Changes changes = chain.changes(Position.START)) {
            DaoRef<Note> note = chain.store(new Note("note"));
            DaoRef<Note> below = chain.commit(dio -> dio.load(note).in(NOTES).add(new Note("below")).ref());

            changes.take();
            if (changes.take() instanceof Change.Stored<JsonNode> stored) {
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
    void theDesignsPatternCompilesAndGivesTheValueWhenItIsAskedFor() throws InterruptedException {
        try (Chain chain = Chain.temporary(); Changes bus = chain.changes(Position.NOW)) {
            DaoRef<Note> note = chain.store(new Note("here"));
            chain.delete(note);

            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                switch (bus.take()) {
                    case Change.Stored<JsonNode>(var sequence, var ref, var stored) ->
                            seen.add(sequence + " " + ref.key() + " " + stored.value().get("text").asString());
                    case Change.Deleted<JsonNode> gone -> seen.add(gone.sequence() + " " + gone.ref().key() + " gone");
                }
            }
            assertThat(seen).containsExactly("1 " + note.key() + " here", "2 " + note.key() + " gone");
        }
    }

    @Test
    void whatWasSealedUnderRulesThatAreGoneStaysReadableToWhoCouldReadItThen() throws InterruptedException {
        try (Chain chain = Chain.temporary(); KeyBundle bobsKeys = KeyBundle.generate()) {
            PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
            Rules both = Rules.inherit().readableBy(alice, bobsKeys.publicKeys());
            DaoRef<Note> opened = chain.store(new Note("one"), both);
            chain.run(dio -> dio.load(opened).rules(Rules.inherit()));
            DaoRef<Note> deleted = chain.store(new Note("gone"), both);
            chain.delete(deleted);
            DaoRef<Note> kept = chain.store(new Note("alice's"), Rules.inherit().readableBy(alice));
            chain.run(dio -> dio.load(kept).rules(both));

            // A session that has not opened anything yet, so that nothing is readable by accident.
            try (KeyBundle again = KeyBundle.load(saved(chain.session().keys().getFirst()))) {
                assertThat(texts(chain.as(Session.of(again)), Position.START))
                        .containsExactly("one", "gone", "deleted", "alice's");
            }
            assertThat(texts(chain.as(Session.of(bobsKeys)), Position.START))
                    .containsExactly("one", "gone", "deleted", "alice's");
            try (KeyBundle late = KeyBundle.generate()) {
                assertThat(texts(chain.as(Session.of(late)), Position.after(3)))
                        .containsExactly("unreadable " + deleted.key(), "deleted", "unreadable " + kept.key());
            }
        }
    }

    @TempDir
    private Path files;

    private Path saved(KeyBundle keys) {
        Path file = files.resolve("again.key");
        keys.save(file);
        return file;
    }

    /** What every change says, or of which object it cannot be said. */
    private static List<String> texts(Chain chain, Position from) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        try (Changes changes = chain.changes(from)) {
            for (Optional<Change<JsonNode>> next = changes.poll(Duration.ZERO); next.isPresent(); next = changes
                    .poll(Duration.ZERO)) {
                texts.add(switch (next.get()) {
                    case Change.Stored<JsonNode> stored -> text(stored);
                    case Change.Deleted<JsonNode> _ -> "deleted";
                });
            }
        }
        return texts;
    }

    private static String text(Change.Stored<JsonNode> stored) {
        try {
            return stored.value().get("text").asString();
        } catch (NoReadAuthorityException e) {
            assertThat(e).hasMessageContaining(stored.ref().key().toString());
            return "unreadable " + stored.ref().key();
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
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> Chain.open(folder, Session.of(stranger)));
        }
    }

    private static Change<JsonNode> next(Changes changes) {
        try {
            return changes.take();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static List<String> take(Changes changes, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(switch (changes.take()) {
                case Change.Stored<JsonNode> stored -> stored.sequence() + " " + stored.value().get("text").asString();
                case Change.Deleted<JsonNode> deleted -> deleted.sequence() + " deleted";
            });
        }
        return taken;
    }
}
