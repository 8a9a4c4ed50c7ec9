package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.extension.EventHeader;
import io.ate.extension.EventKind;
import io.ate.extension.EventPlace;
import io.ate.extension.EventRules;
import io.ate.extension.ProposedCommit;
import io.ate.extension.Transformer;
import io.ate.extension.Validator;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Validators of real servers, as the clients meet them whose commits they refuse. */
class ValidatorsTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);

    record Note(String text) {
        static final Field.Vec<Note> REPLIES = Field.vec("replies", Note.class);
    }

    record Joke(String text) {}

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static Optional<String> noJokes(ProposedCommit commit) {
        return commit.events().stream().anyMatch(event -> event.type().equals("Joke")) ? Optional.of("no jokes here")
                : Optional.empty();
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedCommitLeavesNoTraceAndItsSenderIsToldWhy(Trust trust) {
        try (AteServer server = AteServer.inMemory(ANY_PORT.validator(ValidatorsTest::noJokes));
                AteClient client = AteClient.create(server.address());
                Chain chain = client.create("test/notes", asAlice,
                        Genesis.of(Rules.inherit().readableBy(alice.publicKeys())).trust(trust))) {
            DaoRef<Note> note = chain.store(new Note("serious"));
            assertThatExceptionOfType(CommitRejectedException.class)
                    .isThrownBy(() -> chain.run(dio -> {
                        dio.load(note).update(_ -> new Note("no more"));
                        dio.store(new Joke("funny"));
                    }))
                    .returns(Reason.VALIDATOR, CommitRejectedException::reason)
                    .withMessage("a validator of the server says: no jokes here");
            assertThat(chain.get(note)).isEqualTo(new Note("serious"));
            long jokes = chain.commit(dio -> dio.roots(Joke.class).count());
            assertThat(jokes).isZero();
            assertThat(chain.store(new Note("goes on"))).isNotNull();
        }
    }

    @Test
    void itSeesHeadersAndAllOfThem() {
        List<ProposedCommit> seen = new CopyOnWriteArrayList<>();
        Validator watching = commit -> {
            seen.add(commit);
            return Optional.empty();
        };
        AteConfig compressing = AteConfig.builder().transformer(Transformer.zstd()).build();
        try (AteServer server = AteServer.inMemory(ANY_PORT.validator(watching));
                AteClient client = AteClient.create(server.address(), compressing);
                Chain chain = client.open("test/notes", asAlice)) {
            DaoRef<Note> note = chain.store(new Note("all work and no play ".repeat(100)),
                    Rules.inherit().writableBy(alice.publicKeys(), bob.publicKeys()));
            chain.run(dio -> dio.load(note).in(Note.REPLIES).add(new Note("?")));
            chain.delete(note);

            assertThat(seen).allSatisfy(commit -> {
                assertThat(commit.chain()).isEqualTo(chain.name());
                assertThat(commit.id()).isEqualTo(chain.id());
                assertThat(commit.keys()).containsExactly(alice.publicKeys().id());
            }).hasSize(3);
            assertThat(seen.getFirst().events()).anySatisfy(
                    event -> assertThat(event).returns(EventKind.KEY, EventHeader::kind)
                            .returns("", EventHeader::type));
            EventHeader birth = seen.getFirst().events().getLast();
            assertThat(birth).returns(EventKind.PUT, EventHeader::kind)
                    .returns(note.key(), EventHeader::key)
                    .returns("Note", EventHeader::type)
                    .returns(new EventPlace.Top(), EventHeader::place)
                    .returns(alice.publicKeys().id(), EventHeader::author)
                    .returns(true, EventHeader::sealed)
                    .returns(1, EventHeader::transformer);
            assertThat(birth.payloadBytes()).as("compressed").isBetween(20, 200);
            assertThat(birth.rules()).contains(new EventRules(new EventRules.Who.Inherited(),
                    new EventRules.Who.Only(List.of(alice.publicKeys().id(), bob.publicKeys().id())),
                    new EventRules.Who.Inherited()));
            assertThat(seen.get(1).events()).singleElement()
                    .returns(new EventPlace.Under(note.key(), "replies"), EventHeader::place)
                    .returns(0, EventHeader::transformer)
                    .returns(Optional.empty(), EventHeader::rules);
            assertThat(seen.get(2).events()).singleElement()
                    .returns(EventKind.DELETE, EventHeader::kind)
                    .returns(0, EventHeader::payloadBytes)
                    .returns(new EventPlace.Stays(), EventHeader::place);
        }
    }

    @Test
    void ifItThrowsTheCommitIsRefusedAndNothingElseHappens() {
        Validator failing = commit -> switch (commit.events().getLast().type()) {
            case "Joke" -> throw new IllegalStateException("of the plugin's own");
            case "String" -> throw new StackOverflowError("of the plugin's own");
            default -> Optional.empty();
        };
        try (AteServer server = AteServer.inMemory(ANY_PORT.validator(failing));
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open("test/notes", asAlice)) {
            for (Object value : new Object[] {new Joke("funny"), "text"}) {
                assertThatExceptionOfType(CommitRejectedException.class).isThrownBy(() -> chain.store(value))
                        .returns(Reason.VALIDATOR, CommitRejectedException::reason)
                        .withMessageContaining("a validator of the server failed; the server's log says why")
                        .withMessageNotContaining("of the plugin's own");
            }
            DaoRef<Note> note = chain.store(new Note("serious"));
            assertThat(chain.get(note)).isEqualTo(new Note("serious"));
        }
    }

    @Test
    void whatItSaysIsCutToWhatAnAnswerHolds() {
        try (AteServer server = AteServer.inMemory(ANY_PORT.validator(_ -> Optional.of("ä".repeat(1 << 20))));
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open("test/notes", asAlice)) {
            assertThatExceptionOfType(CommitRejectedException.class).isThrownBy(() -> chain.store(new Note("x")))
                    .satisfies(refusal -> assertThat(refusal.getMessage()).contains("ääää").hasSizeLessThan(1_200));
        }
    }

    @Test
    void ifItTakesLongOnlyTheCommitsBehindItInItsChainWait() throws Exception {
        int many = 2 * Runtime.getRuntime().availableProcessors();
        CountDownLatch asked = new CountDownLatch(many);
        CountDownLatch decided = new CountDownLatch(1);
        Validator slow = commit -> {
            if (commit.chain().text().startsWith("test/slow")) {
                asked.countDown();
                await(decided);
            }
            return noJokes(commit);
        };
        List<Chain> chains = new ArrayList<>();
        AteConfig patient = AteConfig.builder().deadline(Duration.ofMinutes(5)).build();
        try (AteServer server = AteServer.inMemory(ANY_PORT.validator(slow));
                AteClient client = AteClient.create(server.address(), patient);
                Chain other = client.open("test/other", asAlice)) {
            List<CompletableFuture<?>> stored = new ArrayList<>();
            List<CompletableFuture<?>> refused = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Chain chain = client.open("test/slow-" + i, asAlice);
                chains.add(chain);
                stored.add(chain.commitAsync(dio -> dio.store(new Note("first"))));
                refused.add(chain.commitAsync(dio -> dio.store(new Joke("funny"))));
                stored.add(chain.commitAsync(dio -> dio.store(new Note("last"))));
            }
            asked.await();
            for (int i = 0; i < 50; i++) {
                other.store(new Note("meanwhile"));
            }
            assertThat(stored).noneMatch(CompletableFuture::isDone);
            decided.countDown();
            for (CompletableFuture<?> each : stored) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(refused).allSatisfy(joke -> assertThatThrownBy(() -> joke.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(CommitRejectedException.class));
        } finally {
            chains.forEach(Chain::close);
        }
    }

    @Test
    void ifItNeverAnswersTheServerEndsAllTheSame() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Validator stuck = _ -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                interrupted.countDown();
            }
            return Optional.empty();
        };
        AteServer server = AteServer.inMemory(ANY_PORT.grace(Duration.ofMillis(100)).validator(stuck));
        try (AteClient client = AteClient.create(server.address());
                Chain chain = client.open("test/notes", asAlice)) {
            CompletableFuture<?> commit = chain.commitAsync(dio -> dio.store(new Note("x")));
            asked.await();
            server.close();
            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(commit.isDone() && !commit.isCompletedExceptionally()).as("is said to be stored").isFalse();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
