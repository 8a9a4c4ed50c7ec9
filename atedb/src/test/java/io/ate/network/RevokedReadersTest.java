package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Clients that lose a chain while they have it open. */
class RevokedReadersTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofSeconds(60)).build();

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @Test
    void whoIsGrantedAgainWhatHeLostIsToldToOpenItAgainAndReadsIt() {
        ClientConfig trusting = ClientConfig.defaults().trustOnFirstUse(true);
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address(), PATIENT);
                AteClient his = AteClient.create(server.address(), PATIENT, trusting);
                Chain owned = hers.open(NOTES, Session.of(alice))) {
            owned.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
            DaoRef<Note> note = owned.store(new Note("hello"));
            try (Chain lost = his.openExisting(NOTES, Session.of(bob))) {
                lost.await(owned.sequence());
                assertThat(lost.get(note)).isEqualTo(new Note("hello"));

                owned.run(dio -> dio.chainRules().revokeRead(bob.id()));
                assertThatExceptionOfType(NoReadAuthorityException.class)
                        .isThrownBy(() -> lost.await(Long.MAX_VALUE))
                        .withMessageContaining("open the chain again");
                owned.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));

                try (Chain again = his.openExisting(NOTES, Session.of(bob))) {
                    assertThat(again.get(note)).isEqualTo(new Note("hello"));
                }
            }
        }
    }

    @Test
    void whoActsOnAChainThatSomebodyElseOpenedReadsOnWhenThatOneMayNotAndTheChainEndsWithTheLastReader()
            throws Exception {
        List<KeyBundle> strangers = Stream.generate(KeyBundle::generate).limit(20).toList();
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient hers = AteClient.create(server.address(), PATIENT);
                AteClient theirs = AteClient.create(proxy.of(server.address()), PATIENT,
                        ClientConfig.defaults().trustOnFirstUse(true));
                KeyBundle carol = KeyBundle.generate();
                Chain owned = hers.open(NOTES, Session.of(alice))) {
            owned.run(dio -> {
                dio.chainRules().grantRead(bob.publicKeys());
                dio.chainRules().grantRead(carol.publicKeys());
                dio.chainRules().grantWrite(carol.publicKeys());
            });
            DaoRef<Note> note = owned.store(new Note("for both"));
            try (Chain bobs = theirs.openExisting(NOTES, Session.of(bob))) {
                strangers.forEach(each -> bobs.as(Session.of(each)));
                Chain carols = bobs.as(Session.of(carol));
                assertThat(carols.get(note)).isEqualTo(new Note("for both"));

                owned.run(dio -> dio.chainRules().revokeRead(bob.id()));
                DaoRef<Note> later = owned.store(new Note("for carol"));
                carols.await(owned.sequence());
                assertThat(carols.get(later)).isEqualTo(new Note("for carol"));
                assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> bobs.get(later));

                proxy.breakAll();
                DaoRef<Note> answer = carols.store(new Note("hers"));
                owned.await(carols.sync());
                assertThat(owned.get(answer)).isEqualTo(new Note("hers"));

                owned.run(dio -> {
                    dio.chainRules().revokeRead(carol.id());
                    dio.chainRules().revokeWrite(carol.id());
                });
                assertThatExceptionOfType(NoReadAuthorityException.class)
                        .isThrownBy(() -> carols.await(Long.MAX_VALUE))
                        .withMessageContainingAll("none of its rules names", bob.id().toString(),
                                "other keys in use here");
            }
        } finally {
            strangers.forEach(KeyBundle::close);
        }
    }

    @Test
    void whatEndedAChainIsToldToEachCallerWithAStackTraceOfHisOwn() {
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address(), PATIENT);
                Chain chain = client.open(NOTES, Session.of(alice))) {
            client.drop(NOTES, Session.of(alice));

            NoSuchChainException first = told(chain);
            NoSuchChainException second = told(chain);

            assertThat(first).isNotSameAs(second).hasMessage(second.getMessage());
            assertThat(first.getCause()).isSameAs(second.getCause());
        }
        assertThatExceptionOfType(NoSuchChainException.class).isThrownBy(() -> {
            try (AteServer server = AteServer.inMemory(); AteClient client = AteClient.create(server.address())) {
                client.openExisting(NOTES, Session.of(alice)).close();
            }
        }).satisfies(RevokedReadersTest::assertIsOwn);
    }

    private static NoSuchChainException told(Chain chain) {
        NoSuchChainException told = catchThrowableOfType(NoSuchChainException.class,
                () -> chain.await(Long.MAX_VALUE));
        assertIsOwn(told);
        return told;
    }

    private static void assertIsOwn(Exception told) {
        assertThat(told.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(RevokedReadersTest.class.getName()));
    }
}
