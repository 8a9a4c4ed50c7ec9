package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.Changes;
import io.ate.CommitRejectedException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.Position;
import io.ate.Reason;
import io.ate.ReplicaInUseException;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Type;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ChainListing;
import io.ate.client.ChainStatus;
import io.ate.client.ClientConfig;
import io.ate.client.KnownServers;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import io.ate.server.ServerLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Clients and servers as users have them, over real sockets. */
class ClientAndServerTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String NOTES = "example.com/alice/notes";

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final Session asBob = Session.of(bob);

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

    @Test
    void whatOneClientStoresAnotherReads() {
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address());
                AteClient other = AteClient.create(server.address());
                Chain written = one.open(NOTES, asAlice)) {
            DaoRef<Note> note = written.store(new Note("hello"));

            try (Chain read = other.openExisting(NOTES, asAlice)) {
                assertThat(read.id()).isEqualTo(written.id());
                assertThat(read.get(note)).isEqualTo(new Note("hello"));
            }
        }
    }

    @Test
    void aClientFollowsItsServerThroughARestart(@TempDir Path folder) throws Exception {
        AteServer first = AteServer.open(folder, ANY_PORT.port(LastingPort.any()));
        int port = first.port();
        try (AteClient client = AteClient.create(first.address(), patient(60));
                Chain chain = client.open(NOTES, asAlice)) {
            List<CompletableFuture<?>> commits = store(chain, 500);
            first.close();
            commits.addAll(store(chain, 500));
            try (AteServer second = AteServer.open(folder, ANY_PORT.port(port));
                    AteClient reader = AteClient.create(second.address(), patient(60))) {
                for (CompletableFuture<?> commit : commits) {
                    commit.get(60, TimeUnit.SECONDS);
                }
                try (Chain read = reader.openExisting(NOTES, asAlice)) {
                    long notes = read.commit(dio -> dio.roots(Type.of(Note.class)).count());
                    assertThat(notes).isEqualTo(1_000);
                }
            }
        }
    }

    private static List<CompletableFuture<?>> store(Chain chain, int count) {
        List<CompletableFuture<?>> commits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commits.add(chain.commitAsync(dio -> dio.store(new Note("note")).ref()));
        }
        return commits;
    }

    @Test
    void aServerWithFewCommitsInFlightTakesManyOneAfterTheOther() throws Exception {
        ServerLimits narrow = ServerLimits.defaults().inFlight(4, 1 << 20);
        try (AteServer server = AteServer.inMemory(ANY_PORT.limits(narrow));
                AteClient client = AteClient.create(server.address(), patient(120));
                Chain chain = client.open(NOTES, asAlice)) {
            for (CompletableFuture<?> commit : store(chain, 3_000)) {
                commit.get(120, TimeUnit.SECONDS);
            }
            assertThat(chain.sequence()).isEqualTo(3_000);
        }
    }

    @Test
    void whatTheProgramDoesWithAnAnswerHoldsUpNobody() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address());
                Chain slow = client.open(NOTES, asAlice);
                Chain other = client.open("example.com/alice/others", asAlice)) {
            CountDownLatch release = new CountDownLatch(1);
            Thread here = Thread.currentThread();
            CompletableFuture<Void> held;
            do { // until an answer is slower than this thread, which else runs what hangs on to it
                held = slow.commitAsync(dio -> dio.store(new Note("first")).ref()).thenAccept(_ -> {
                    if (!Thread.currentThread().equals(here)) {
                        await(release);
                    }
                });
            } while (held.isDone());
            for (int i = 0; i < 20; i++) {
                slow.store(new Note("behind"));
                other.store(new Note("beside"));
            }
            assertThat(held).isNotDone();
            release.countDown();
            held.get(30, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anImpostorOnTheSamePortIsRefused() throws Exception {
        AteServer honest = AteServer.inMemory(ANY_PORT.port(LastingPort.any()));
        try (AteClient client = AteClient.create(honest.address(), patient(10))) {
            client.open(NOTES, asAlice).close();
            int port = honest.port();
            honest.close();
            try (AteServer _ = AteServer.inMemory(ANY_PORT.port(port))) {
                assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class)
                        .hasMessageContainingAll("identity", honest.identity().fingerprint());
            }
        } finally {
            honest.close();
        }
    }

    @Test
    void aChangedIdentityIsRefusedNamingFileAndLine(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("known_servers");
        List<String> notices = new CopyOnWriteArrayList<>();
        ClientConfig remembering = ClientConfig.defaults().knownServers(KnownServers.in(file)).notices(notices::add);
        AteServer first = AteServer.inMemory(ANY_PORT.port(LastingPort.any()));
        String address = "ws://127.0.0.1:" + first.port() + "/db";
        try (AteClient client = AteClient.create(address, patient(10), remembering)) {
            client.open(NOTES, asAlice).close();
        } finally {
            first.close();
        }
        assertThat(notices).anySatisfy(line -> assertThat(line).contains("remembered", first.identity().fingerprint()));

        try (AteServer _ = AteServer.inMemory(ANY_PORT.port(first.port()));
                AteClient client = AteClient.create(address, patient(10), remembering)) {
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class)
                    .hasMessageContaining(file + " line 1");

            assertThat(KnownServers.in(file).forget(address)).isTrue();
            client.open(NOTES, asAlice).close();
        }
    }

    @Test
    void whereNobodyListensTheMessageSaysSo() throws Exception {
        try (Socket deaf = new Socket()) { // holds the port, so that no other test's server can take it
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = deaf.getLocalPort();
            String expected = "nobody listens at 127.0.0.1:" + port
                    + ": check the address, or start its server (atedb solo, or AteServer.open)";
            CompletableFuture<String> notice = new CompletableFuture<>();
            ClientConfig told = ClientConfig.defaults().notices(notice::complete);
            try (AteClient client = AteClient.create("ws://127.0.0.1:" + port + "/db", patient(1), told)) {
                CompletableFuture<?> _ = CompletableFuture.supplyAsync(() -> client.open(NOTES, asAlice));
                assertThat(notice.get(60, TimeUnit.SECONDS)).startsWith(expected);
                assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(ChainUnavailableException.class)
                        .hasMessageContaining(expected);
            }
        }
    }

    @Test
    void aClientThatWaitsGoesOnWhenItsServerComes() throws Exception {
        int port = LastingPort.any();
        try (AteClient client = AteClient.create("ws://127.0.0.1:" + port + "/db", patient(60))) {
            CompletableFuture<Chain> opening = CompletableFuture.supplyAsync(() -> client.open(NOTES, asAlice));
            try (AteServer _ = AteServer.inMemory(ANY_PORT.port(port));
                    Chain chain = opening.get(60, TimeUnit.SECONDS)) {
                chain.store(new Note("late"));
            }
        }
    }

    @Test
    void whoWaitsForChangesLearnsWhyNoMoreWillCome() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient hers = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address());
                Chain chain = hers.open(NOTES, asAlice);
                Chain same = his.openExisting(NOTES, asAlice);
                Changes changes = same.changes(Position.START);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            chain.store(new Note("the last one"));
            assertThat(changes.take().sequence()).isEqualTo(1);
            Future<?> waiting = threads.submit(() -> changes.take());
            hers.drop(NOTES, asAlice);
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).cause()
                    .isInstanceOf(NoSuchChainException.class);
            assertThatThrownBy(changes::take).isInstanceOf(NoSuchChainException.class);
        }
    }

    @Test
    void whoHasSeenAChainThatIsGoneIsToldThatItWasThere(@TempDir Path state) {
        try (AteServer server = AteServer.inMemory();
                AteClient other = AteClient.create(server.address());
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(),
                        ClientConfig.defaults().state(state))) {
            String id;
            try (Chain chain = client.open(NOTES, asAlice)) {
                chain.store(new Note("the last one"));
                id = chain.id().toString();
            }
            other.drop(NOTES, asAlice);
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(NoSuchChainException.class)
                    .hasMessageContainingAll(NOTES, id, "up to sequence 1", "forget");
        }
    }

    @Test
    void whoIsNamedLaterIsToldOfAChainThatIsNotInMemory(@TempDir Path folder) throws Exception {
        try (AteServer server = AteServer.open(folder, ANY_PORT);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            assertThat(client.chains(asBob).listed()).isEmpty();
            DaoRef<Note> _ = chain.store(new Note("for both"),
                    Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys()));
            assertThat(client.chains(asBob).listed()).hasSize(1);
        }
        try (AteServer server = AteServer.open(folder, ANY_PORT);
                AteClient client = AteClient.create(server.address())) {
            assertThat(client.chains(asBob).listed()).singleElement()
                    .satisfies(listed -> assertThat(listed.name().text()).isEqualTo(NOTES));
            assertThat(client.status(asBob).chains()).hasSize(1);
            try (Chain chain = client.openExisting(NOTES, asAlice)) {
                chain.delete(chain.commit(dio -> dio.roots(Type.of(Note.class)).findFirst().orElseThrow().ref()));
                assertThat(client.chains(asBob).listed()).isEmpty();
            }
        }
        try (AteServer server = AteServer.open(folder, ANY_PORT);
                AteClient client = AteClient.create(server.address())) {
            assertThat(client.chains(asBob).listed()).isEmpty();
            assertThat(client.chains(asAlice).listed()).hasSize(1);
        }
    }

    @Test
    void aClosedClientLeavesNoConnectionBehindThatNeverCameAbout() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AteServer server = AteServer.inMemory();
                AteClient other = AteClient.create(server.address())) {
            other.open(NOTES, asAlice).close(); // whose threads go on
            AteConfig hasty = AteConfig.builder().deadline(Duration.ofMillis(500)).build();
            AteClient client = AteClient.create("ws://127.0.0.1:" + mute.getLocalPort() + "/db", hasty);
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(ChainUnavailableException.class);
            try (Socket accepted = mute.accept()) {
                accepted.setSoTimeout(10_000); // less than it takes to notice by itself that nobody answers
                byte[] request = "GET /db".getBytes(UTF_8);
                assertThat(accepted.getInputStream().readNBytes(request.length)).isEqualTo(request);
                client.close();
                assertThat(accepted.getInputStream().readAllBytes()).as("and then the end").isNotNull();
            }
        }
    }

    @Test
    void chainsThatAreNotThereOrNotOnesOwnAreSaidToBe() {
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address());
                Chain chain = client.create(NOTES, asAlice, Genesis.of(Rules.inherit()).distributed())) {
            assertThatThrownBy(() -> client.openExisting("example.com/none", asAlice))
                    .isInstanceOf(NoSuchChainException.class)
                    .hasMessageContaining("check its name")
                    .hasMessageContaining("AteClient.create");
            assertThatThrownBy(() -> client.create(NOTES, asBob, Genesis.of(Rules.inherit())))
                    .isInstanceOfSatisfying(CommitRejectedException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.CHAIN_EXISTS));
            assertThatThrownBy(() -> client.openExisting(NOTES + "#chain=" + chain.id(), asBob))
                    .isInstanceOf(NoReadAuthorityException.class);
        }
    }

    @Test
    void statusAndListTellOfOnesOwnChains() {
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            chain.store(new Note("one"));

            assertThat(client.chains(asAlice).listed()).containsExactly(new ChainListing(chain.name(), chain.id()));
            assertThat(client.chains(asBob).listed()).isEmpty();
            assertThat(client.status(asAlice).chains()).singleElement()
                    .returns(1L, ChainStatus::sequence)
                    .returns(1, ChainStatus::subscribers);
        }
    }

    @Test
    void anOwnerDropsAChainAndNobodyElseDoes() {
        try (AteServer server = AteServer.inMemory(); AteClient client = AteClient.create(server.address())) {
            try (Chain chain = client.open(NOTES, asAlice)) {
                assertThatThrownBy(() -> client.drop(NOTES + "#chain=" + chain.id(), asBob))
                        .isInstanceOfSatisfying(CommitRejectedException.class,
                                refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_OWNER));
            }
            assertThatThrownBy(() -> client.drop(NOTES, asBob)).isInstanceOf(NoSuchChainException.class);

            client.drop(NOTES, asAlice);

            assertThat(client.chains(asAlice).listed()).isEmpty();
        }
    }

    @Test
    void aReplicaOnDiskGoesOnWhereItWas(@TempDir Path folder) {
        AteConfig onDisk = AteConfig.builder().folder(folder).build();
        try (AteServer server = AteServer.inMemory()) {
            DaoRef<Note> note;
            try (AteClient client = AteClient.create(server.address(), onDisk);
                    Chain chain = client.open(NOTES, asAlice)) {
                note = chain.store(new Note("kept"));
                assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(ReplicaInUseException.class);
            }
            try (AteClient client = AteClient.create(server.address(), onDisk)) {
                client.openExisting(NOTES, asAlice).close();
                try (Chain again = client.openExisting(NOTES, asAlice)) {
                    assertThat(again.get(note)).isEqualTo(new Note("kept"));
                }
            }
        }
    }

    @Test
    void aChainThatWasReplacedByAnotherIsRefused(@TempDir Path state) {
        ClientConfig remembering = ClientConfig.defaults().state(state).trustOnFirstUse(true);
        Genesis open = Genesis.of(Rules.inherit().readableByEveryone());
        try (AteServer server = AteServer.inMemory();
                AteClient client = AteClient.create(server.address(), patient(10), remembering);
                AteClient bobs = AteClient.create(server.address(), patient(10))) {
            client.create(NOTES, asAlice, open).close();
            bobs.openExisting(NOTES, Session.none()).close();
            try (AteClient unaware = AteClient.create(server.address(), patient(10))) {
                unaware.drop(NOTES, asAlice);
            }
            bobs.create(NOTES, asBob, open).close();

            assertThatThrownBy(() -> client.openExisting(NOTES, asAlice)).isInstanceOf(UntrustedServerException.class);
        }
    }

    @Test
    void whoIsInterruptedBeforeTheCommitCouldBeSentIsToldThatItWasThatAndNothingIsStored() throws Exception {
        CountDownLatch vainly = new CountDownLatch(2); // what the client says: lost, and in vain tried again
        ClientConfig telling = ClientConfig.defaults().notices(_ -> vainly.countDown());
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient client = AteClient.create(proxy.of(server.address()), patient(60), telling);
                Chain chain = client.open(NOTES, asAlice)) {
            long before = chain.sync();
            proxy.cut();
            assertThat(vainly.await(1, TimeUnit.MINUTES)).isTrue();
            DaoRef<Note> note = chain.ref(Note.class, "note");
            CompletableFuture<Throwable> told = new CompletableFuture<>();
            Thread writer = Thread.ofVirtual().start(() -> {
                told.complete(catchThrowable(() -> chain.store(note, new Note("cut short"))));
            });
            while (chain.find(note).isEmpty()) {
                Thread.onSpinWait(); // until it waits to be sent
            }
            writer.interrupt();
            assertThat(told.get(1, TimeUnit.MINUTES)).isInstanceOf(ChainUnavailableException.class)
                    .hasMessageContainingAll("this thread was interrupted before", "nothing is stored");
            proxy.mend();
            assertThat(chain.sync()).isEqualTo(before);
        }
    }

    @Test
    void whatWasNotSentWhenItsChainIsClosedIsToldNeverToBeStored() throws Exception {
        CountDownLatch vainly = new CountDownLatch(2); // what the client says: lost, and in vain tried again
        ClientConfig telling = ClientConfig.defaults().notices(_ -> vainly.countDown());
        try (AteServer server = AteServer.inMemory();
                CuttingProxy proxy = new CuttingProxy(server.port());
                AteClient client = AteClient.create(proxy.of(server.address()), patient(60), telling)) {
            Chain chain = client.open(NOTES, asAlice);
            proxy.cut();
            assertThat(vainly.await(1, TimeUnit.MINUTES)).isTrue();
            CompletableFuture<Dao<Note>> unsent = chain.commitAsync(dio -> dio.store(new Note("too late")));
            chain.close();

            assertThat(unsent).failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContainingAll("is closed", "nothing is stored");
        }
    }

    @Test
    void closingAClientClosesWhatIsOpenAndTwiceIsFine() {
        try (AteServer server = AteServer.inMemory()) {
            AteClient client = AteClient.create(server.address());
            Chain chain = client.open(NOTES, asAlice);
            client.close();
            client.close();

            assertThatThrownBy(() -> chain.store(new Note("late"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> client.open(NOTES, asAlice)).isInstanceOf(IllegalStateException.class);
            chain.close();
        }
    }
}
