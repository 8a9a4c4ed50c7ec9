package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.Position;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An object is shared together with what hangs below it, at a server and past every client's checks. */
class GrantsBelowTest {
    private static final String NAME = "example.com/alice/notes";
    private static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final ClientConfig fromAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));

    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @ParameterizedTest
    @EnumSource
    void theNewReaderReadsWhatHangsBelowAndNothingBeside(Trust trust) throws InterruptedException {
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address(), AteConfig.defaults(), fromAlice);
                Chain chain = hers.create(NAME, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Note> shared = chain.store(new Note("shared"));
            DaoRef<Note> below = chain.commit(dio -> dio.load(shared).in(NOTES).add(new Note("below")).ref());
            DaoRef<Note> beside = chain.store(new Note("beside"));

            RulesResult result = chain.commit(dio -> dio.load(shared).grantRead(bob.publicKeys()));

            assertThat(result.left()).isZero();
            try (Chain seen = his.openExisting(NAME, Session.of(bob))) {
                assertThat(seen.get(shared)).isEqualTo(new Note("shared"));
                assertThat(seen.get(below)).isEqualTo(new Note("below"));
                assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> seen.get(beside));
            }
            chain.run(dio -> dio.load(shared).rules(Rules.inherit()));
            assertThat(chain.get(below)).isEqualTo(new Note("below"));
            chain.delete(shared);

            try (AteClient fresh = AteClient.create(server.address());
                    Chain again = fresh.openExisting(NAME, Session.of(alice))) {
                assertThat(texts(again)).as("each value once, however often it was sealed")
                        .containsExactly("shared", "below", "beside", "gone");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherClientAddsBelowWhileTheReadersChangeIsReadByThoseOfNow(Trust trust) {
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address());
                AteClient elsewhere = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address(), AteConfig.defaults(), fromAlice);
                Chain chain = hers.create(NAME, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust));
                Chain another = elsewhere.openExisting(NAME, Session.of(alice))) {
            DaoRef<Note> shared = chain.store(new Note("shared"));
            another.run(dio -> dio.store(new Note("so that it has seen the first")));

            DaoRef<Note> late = chain.commit(dio -> {
                dio.load(shared).grantRead(bob.publicKeys());
                return another.commit(other -> other.load(shared).in(NOTES).add(new Note("late")).ref());
            });
            try (Chain seen = his.openExisting(NAME, Session.of(bob))) {
                assertThat(seen.get(late)).isEqualTo(new Note("late"));
            }

            DaoRef<Note> later = chain.commit(dio -> {
                dio.load(shared).rules(Rules.inherit());
                return another.commit(other -> other.load(shared).in(NOTES).add(new Note("later")).ref());
            });
            try (AteClient fresh = AteClient.create(server.address());
                    Chain again = fresh.openExisting(NAME, Session.of(alice))) {
                assertThat(again.get(late)).isEqualTo(new Note("late"));
                assertThat(again.get(later)).isEqualTo(new Note("later"));
                RulesResult result = again.commit(dio -> dio.load(shared).grantRead(bob.publicKeys()));
                assertThat(result.left()).as("who met the chain now knows how all came to be there").isZero();
            }
        }
    }

    private static List<String> texts(Chain chain) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        try (Changes changes = chain.changes(Position.START)) {
            while (texts.isEmpty() || !texts.getLast().equals("gone")) {
                texts.add(switch (changes.take()) {
                    case Change.Stored<JsonNode>(_, _, var stored) -> stored.value().get("text").asString();
                    case Change.Deleted<JsonNode> _ -> "gone";
                });
            }
        }
        return texts;
    }
}
