package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainReadOnlyException;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CommitId;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Offline;
import io.ate.Outcome;
import io.ate.Position;
import io.ate.Proof;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.client.KnownServers;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the guide says of servers, of several programs with one chain, and of commits that nobody waits for. */
class GuideServersTest {
    private final AteServer server = AteServer.inMemory();
    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    record Note(String text) {}

    @AfterEach
    void close() {
        server.close();
        alice.close();
        bob.close();
    }

    @Test
    void aClientRemembersServerAndChains(@TempDir Path home) {
        String address = server.address().replaceFirst("#.*", "");
        // guide: connect
        ClientConfig remembering = ClientConfig.defaults()
                .knownServers(KnownServers.in(home.resolve("known_servers")))
                .state(home.resolve("state"))
                .notices(line -> System.err.println(line)); // such as "remembered localhost:5000, met for the first time"
        try (AteClient client = AteClient.create(address, AteConfig.defaults(), remembering); // no I/O yet
                Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
            notes.store(new Note("buy milk"));
        }
        // end
        assertThat(KnownServers.in(home.resolve("known_servers")).fingerprint(address))
                .contains(server.identity().fingerprint());
        try (AteClient client = AteClient.create(address, AteConfig.defaults(), remembering);
                Chain notes = client.openExisting("example.com/alice/notes", Session.of(alice))) {
            assertThat(notes.sequence()).isOne();
        }
    }

    @Test
    void aChainIsCreatedAndItsLinkHandedOn() {
        String address = server.address().replaceFirst("#.*", "");
        String fingerprint = server.identity().fingerprint();
        // guide: create
        String link;
        Genesis forBoth = Genesis.of(Rules.inherit().readableBy(bob.publicKeys())).distributed();
        try (AteClient client = AteClient.create(address + "#" + fingerprint);
                Chain shared = client.create("example.com/alice/shared", Session.of(alice), forBoth)) {
            shared.store(new Note("buy milk"));
            link = shared.link();
        }
        // end
        // guide: link
        try (AteClient client = AteClient.create(address); // the server of chains that are given by name alone
                Chain shared = client.openExisting(link, Session.of(bob))) {
            List<String> texts = shared.commit(dio -> dio.roots(Note.class).map(each -> each.value().text()).toList());
            IO.println(texts);
        }
        // end
        // guide: owner
        ClientConfig fromAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));
        try (AteClient client = AteClient.create(address + "#" + fingerprint, AteConfig.defaults(), fromAlice);
                Chain shared = client.openExisting("example.com/alice/shared", Session.of(bob))) {
            shared.sequence();
        }
        // end
        try (AteClient stranger = AteClient.create(address)) {
            assertThatExceptionOfType(UntrustedServerException.class)
                    .isThrownBy(() -> stranger.openExisting("example.com/alice/shared", Session.of(bob)));
        }
    }

    @Test
    void aProgramMayHaveItsOwnServer(@TempDir Path folder) {
        // guide: own server
        try (AteServer own = AteServer.open(folder, ServerConfig.defaults().port(0)); // or AteServer.inMemory(), for tests
                AteClient client = AteClient.create(own.address());
                Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
            notes.store(new Note("buy milk"));
        }
        // end
        try (AteServer again = AteServer.open(folder, ServerConfig.defaults().port(0));
                AteClient client = AteClient.create(again.address());
                Chain notes = client.openExisting("example.com/alice/notes", Session.of(alice))) {
            assertThat(notes.sequence()).isOne();
        }
    }

    @Test
    void whatNothingSpeaksForIsReadInCentralizedTrustAndNotWritten() {
        Rules both = Rules.inherit().readableBy(bob.publicKeys()).writableBy(bob.publicKeys());
        try (AteClient hers = AteClient.create(server.address());
                AteClient his = AteClient.create(server.address());
                Chain notes = hers.create("example.com/alice/notes", Session.of(alice), Genesis.of(both));
                Chain same = his.openExisting("example.com/alice/notes", Session.of(bob))) {
            DaoRef<Note> note = notes.store(new Note("buy milk"));
            same.await(notes.sequence());
            assertThat(same.get(note)).isEqualTo(new Note("buy milk"));
            assertThatExceptionOfType(ChainReadOnlyException.class)
                    .isThrownBy(() -> same.store(new Note("from bob")));
        }
    }

    @Test
    void whoDemandsATrustModeOpensNoChainInTheOther() {
        // guide: demand
        ClientConfig strict = ClientConfig.defaults().demandTrust(Trust.DISTRIBUTED);
        try (AteClient client = AteClient.create(server.address(), AteConfig.defaults(), strict);
                Chain ledger = client.open("example.com/alice/ledger", Session.of(alice))) { // begins as demanded
            IO.println(ledger.trust());
        }
        // end
        try (AteClient plain = AteClient.create(server.address());
                AteClient client = AteClient.create(server.address(), AteConfig.defaults(), strict);
                Chain notes = plain.open("example.com/alice/notes", Session.of(alice));
                Chain ledger = plain.openExisting("example.com/alice/ledger", Session.of(alice))) {
            assertThat(notes.trust()).isEqualTo(Trust.CENTRALIZED);
            assertThat(ledger.trust()).isEqualTo(Trust.DISTRIBUTED);
            assertThatExceptionOfType(UntrustedServerException.class)
                    .isThrownBy(() -> client.open("example.com/alice/notes", Session.of(alice)));
        }
    }

    @Test
    void oneProgramWaitsForWhatAnotherWroteAndSeesEveryChange() throws InterruptedException {
        Genesis genesis = Genesis.of(Rules.inherit().readableBy(bob.publicKeys()));
        ClientConfig fromAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));
        try (AteClient one = AteClient.create(server.address());
                AteClient other = AteClient.create(server.address(), AteConfig.defaults(), fromAlice);
                Chain hers = one.create("example.com/alice/notes", Session.of(alice), genesis);
                Chain his = other.openExisting("example.com/alice/notes", Session.of(bob))) {
            // guide: await
            DaoRef<Note> milk = hers.store(new Note("buy milk")); // in one program
            long written = hers.sequence();

            his.await(written); // in another one, which was told milk.key() and the sequence
            Note seen = his.get(DaoRef.of(Note.class, milk.key()));
            // end
            assertThat(seen).isEqualTo(new Note("buy milk"));
            hers.delete(milk);
            long last = 0;
            // guide: changes
            try (Changes changes = his.changes(Position.after(last))) { // Position.START is after(0)
                while (last < 2) {
                    Change<JsonNode> change = changes.take(); // waits; poll(Duration) waits so long
                    switch (change) {
                        case Change.Stored<JsonNode>(var sequence, var ref, var version) ->
                                IO.println(sequence + ": " + ref.type().name() + " " + version.value());
                        case Change.Deleted<JsonNode> gone -> IO.println(gone.ref().key() + " is gone");
                    }
                    last = change.sequence(); // keep it, and go on from there after a restart
                }
            }
            // end
            assertThat(last).isEqualTo(2);
        }
    }

    @Test
    void largeValuesStayAtTheServer() {
        String address = server.address();
        // guide: lazy
        AteConfig lazy = AteConfig.builder().lazyPayloads(4096).build(); // values of more than 4 KiB
        try (AteClient client = AteClient.create(address, lazy);
                Chain pages = client.open("example.com/alice/pages", Session.of(alice))) {
            DaoRef<Note> page = pages.store(new Note("a long text"));
            pages.get(page); // fetched if it is not here, checked against its hash in the chain, and kept in the cache
        }
        // end
    }

    @Test
    void workGoesOnWhileTheServerIsAway(@TempDir Path home) {
        String address = server.address();
        // guide: outbox
        AteConfig working = AteConfig.builder().folder(home.resolve("replicas")).offline(Offline.WORK).build();
        try (AteClient client = AteClient.create(address, working);
                Chain diary = client.open("example.com/alice/diary", Session.of(alice))) {
            diary.store(new Note("at home"));
            client.offline(); // as if all servers were away
            diary.with(Scope.LOCAL).store(new Note("on the train")); // returns when it lies in the outbox, on this machine's disk
            IO.println(diary.outbox().commits().size());
        } // the program may end, or be killed
        try (AteClient client = AteClient.create(address, working);
                Chain diary = client.open("example.com/alice/diary", Session.of(alice))) {
            diary.sync(); // the server has all of it now, each commit once, in their order
            IO.println(diary.outbox().commits().isEmpty());
        }
        // end
    }

    @Test
    void whatIsHereIsReadWhileTheServerIsAway(@TempDir Path home) {
        String address = server.address();
        // guide: offline
        AteConfig readable = AteConfig.builder().folder(home.resolve("replicas")).offline(Offline.READ).build();
        try (AteClient client = AteClient.create(address, readable);
                Chain diary = client.open("example.com/alice/diary", Session.of(alice))) {
            DaoRef<Note> entry = diary.store(new Note("it rained"));
            client.offline(); // as if all servers were away, until client.online()
            IO.println(diary.get(entry).text());
            try {
                diary.store(new Note("it snowed"));
            } catch (ChainReadOnlyException away) { // at once, and nothing is stored
                IO.println(away.getMessage());
            }
        }
        try (AteClient client = AteClient.create(address, readable)) { // the next program
            client.offline();
            try (Chain diary = client.openExisting("example.com/alice/diary", Session.of(alice))) {
                IO.println(diary.commit((Dio dio) -> dio.roots(Note.class).count()));
            }
        }
        // end
    }

    @Test
    void fewObjectsOfALongChainAreHadWithoutIt() {
        String address = server.address();
        try (AteClient client = AteClient.create(address);
                Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
            notes.run(dio -> dio.store(dio.ref(Note.class, "shopping"), new Note("bread")));
        }
        // guide: head
        try (AteClient client = AteClient.create(address);
                Chain head = client.openAtHead("example.com/alice/notes", Session.of(alice))) {
            DaoRef<Note> shopping = head.ref(Note.class, "shopping");
            head.run(dio -> dio.load(shopping).update(note -> new Note(note.text() + ", milk")));
        }
        // end
        try (AteClient client = AteClient.create(address);
                Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
            assertThat(notes.get(notes.ref(Note.class, "shopping"))).isEqualTo(new Note("bread, milk"));
        }
    }

    @Test
    void anObjectIsProvenToOthers(@TempDir Path folder) throws IOException {
        try (AteClient client = AteClient.create(server.address());
                Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
            DaoRef<Note> note = notes.store(new Note("buy milk"));
            // guide: proof
            Proof proof = notes.proof(note);
            Files.writeString(folder.resolve("note.proof.json"), proof.json() + "\n");
            // end
            assertThat(proof.version()).isOne();
            assertThat(proof.server()).isEqualTo(server.identity());
            assertThat(proof.json()).contains(note.key().toString(), "ate/proof/1");
        }
        try (Chain local = Chain.temporary()) {
            DaoRef<Note> note = local.store(new Note("buy milk"));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> local.proof(note));
        }
    }

    @Test
    void commitsAreUnderWayTogether() {
        try (AteClient client = AteClient.create(server.address());
                Chain chain = client.open("example.com/alice/notes", Session.of(alice))) {
            // guide: async
            List<CompletableFuture<DaoRef<Note>>> underWay = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Note note = new Note("note " + i);
                underWay.add(chain.commitAsync(dio -> dio.store(note).ref()));
            }
            underWay.forEach(CompletableFuture::join); // CompletionException with the reason, if one was refused
            // end
            // guide: none
            try (Registration _ = chain.onRefused(refusal -> System.err.println(refusal.getMessage()))) {
                chain.with(Scope.NONE).store(new Note("by the way")); // returns at once
            }
            // end
            // guide: within
            Chain patient = chain.within(Duration.ofMinutes(5));
            patient.store(new Note("as soon as the server is back"));
            // end
            assertThat(chain.sequence()).isEqualTo(102);
            assertThat(outcome(chain, new CommitId(alice.id(), 1, 2, 3))).isEqualTo("look for yourself");
        }
    }

    // guide: outcome
    private static String outcome(Chain chain, CommitId commit) { // that of the exception
        return switch (chain.outcome(commit)) {
            case Outcome.Stored(long sequence) -> "stored, at " + sequence;
            case Outcome.Refused(var refusal) -> "nothing was stored: " + refusal.getMessage();
            case Outcome.Waiting _ -> "on its way: it lies in the outbox of this machine";
            case Outcome.Unknown _ -> "look for yourself";
        };
    }
    // end
}
