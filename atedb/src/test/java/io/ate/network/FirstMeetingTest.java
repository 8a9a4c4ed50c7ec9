package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a program meets that uses client and server for the first time. */
class FirstMeetingTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final String CHANGED = "a frame from the server does not open";

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    /** What is stored here. */
    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static AteConfig patient(long seconds) {
        return AteConfig.builder().deadline(Duration.ofSeconds(seconds)).build();
    }

    private Chain shared(AteClient client, Trust trust) {
        Rules both = Rules.inherit()
                .readableBy(alice.publicKeys(), bob.publicKeys())
                .writableBy(alice.publicKeys(), bob.publicKeys());
        return client.create(NOTES, Session.of(alice), Genesis.of(both).trust(trust));
    }

    @Test
    void aChainInCentralizedTrustThatNothingSpeaksForIsReadAndNotWrittenTo() {
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address());
                Chain notes = shared(hers, Trust.CENTRALIZED)) {
            DaoRef<Note> note = notes.store(new Note("hello"));
            try (Chain same = his.openExisting(NOTES, Session.of(bob))) {
                assertThat(same.get(note)).isEqualTo(new Note("hello"));
                assertThatExceptionOfType(ChainReadOnlyException.class).isThrownBy(() -> same.store(new Note("mine")))
                        .withMessageContainingAll("ClientConfig.owners", "ClientConfig.trustOnFirstUse", "link")
                        .withMessageNotContaining("--");
            }
        }
    }

    @Test
    void aChainInDistributedTrustThatNothingSpeaksForIsNotOpened() {
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address());
                Chain _ = shared(hers, Trust.DISTRIBUTED)) {
            assertThatExceptionOfType(UntrustedServerException.class)
                    .isThrownBy(() -> his.openExisting(NOTES, Session.of(bob)))
                    .withMessageContainingAll("ClientConfig.owners", "ClientConfig.trustOnFirstUse", "link")
                    .withMessageNotContaining("--");
        }
    }

    @Test
    void whatAnotherClientHasStoredIsThereOnceItsSequenceIs() {
        ClientConfig fromAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address(), AteConfig.defaults(), fromAlice);
                Chain notes = shared(hers, Trust.CENTRALIZED);
                Chain same = his.openExisting(NOTES, Session.of(bob))) {
            for (int i = 0; i < 50; i++) {
                DaoRef<Note> note = notes.store(new Note("hello"));
                same.await(notes.sequence());
                assertThat(same.get(note)).isEqualTo(new Note("hello"));
            }
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> same.within(Duration.ofMillis(20)).await(notes.sequence() + 1))
                    .withMessageContaining("not up to " + (notes.sequence() + 1));
        }
    }

    @Test
    void aCommitThatNobodyWaitsForEndsAtItsDeadlineWhenTheServerIsAway() throws Exception {
        AteServer server = AteServer.inMemory();
        CountDownLatch away = new CountDownLatch(1);
        ClientConfig telling = ClientConfig.defaults().notices(notice -> {
            if (notice.contains("nobody listens")) {
                away.countDown();
            }
        });
        try (AteClient client = AteClient.create(server.address(), AteConfig.defaults(), telling);
                Chain notes = client.open(NOTES, Session.of(alice))) {
            server.close();
            away.await(); // else it may still be sent to the server that goes
            Chain hasty = notes.within(Duration.ofSeconds(3));
            CompletableFuture<DaoRef<Note>> late = hasty.commitAsync(dio -> dio.store(new Note("late")).ref());

            assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS)).cause()
                    .isInstanceOf(ChainUnavailableException.class)
                    .hasMessageContainingAll("nothing is stored", "nobody listens at 127.0.0.1");
            long objects = notes.commit(dio -> dio.all().count());
            assertThat(objects).as("it is taken back").isZero();
        }
    }

    @Test
    void whatIsChangedOnTheWayIsToldOnceAndIsTheReasonWhyNothingComes() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        ClientConfig telling = ClientConfig.defaults().notices(told::add);
        ChangedFrames frames = new ChangedFrames();
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port(), frames);
                AteClient client = AteClient.create(proxy.of(server.address()), patient(2), telling)) {
            do { // so often that it has been tried more than once
                assertThatExceptionOfType(ChainUnavailableException.class)
                        .isThrownBy(() -> client.open(NOTES, Session.of(alice)));
            } while (frames.count() < 2 || told.stream().noneMatch(line -> line.startsWith(CHANGED)));
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> client.open(NOTES, Session.of(alice)))
                    .withMessageContaining(CHANGED);
            assertThat(told).filteredOn(line -> line.startsWith(CHANGED)).hasSize(1);
            assertThat(told).noneMatch(line -> line.startsWith("connected"));
        }
    }

    @Test
    void serverAndClientSayWhichTheyAre() {
        try (AteServer server = AteServer.inMemory(); AteClient client = AteClient.create(server.address())) {
            assertThat(server).hasToString("AteServer at " + server.address());
            assertThat(client).hasToString("AteClient of 127.0.0.1:" + server.port());
        }
    }
}
