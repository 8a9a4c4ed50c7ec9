package io.ate.server;

import io.ate.Reason;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.ChainStatus;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unsupported;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConversationTest {
    @Test
    void aCommitIsAnsweredAndReachesAWatcher() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient writer = WireClient.connect(server.port());
                WireClient watcher = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/one", 1)) {
            chain.openedBy(writer);
            chain.watchedBy(watcher);

            CommitMessage commit = chain.commit(writer, 3, 100);
            writer.send(commit);

            assertThat(writer.await(Committed.class)).isEqualTo(new Committed(1, commit.request(), 1, 1));
            assertThat(watcher.await(Events.class, events -> events.to() > 0).to()).isEqualTo(3);
        }
    }

    @Test
    void manyCommitsAtOnceAreAnsweredInOrder() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/many", 2)) {
            chain.openedBy(client);
            List<ToServer> commits = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                commits.add(chain.commit(client, 1, 200));
            }

            client.send(commits.toArray(ToServer[]::new));

            for (int i = 1; i <= 5_000; i++) {
                assertThat(client.await(Committed.class).number()).isEqualTo(i);
            }
        }
    }

    @Test
    void aCommitOfMegabytesTravelsInParts() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient client = WireClient.connect(server.port());
                WireClient watcher = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/large", 3)) {
            chain.openedBy(client).watchedBy(watcher);

            client.send(chain.commit(client, 1, 5 << 20));

            assertThat(client.await(Committed.class).first()).isEqualTo(1);
            assertThat(watcher.await(Events.class, events -> events.to() == 1).items()).isNotEmpty();
        }
    }

    @Test
    void aRequestThatThisServerDoesNotKnowIsAnsweredAsUnsupported() throws Exception {
        try (AteServer server = AteServer.inMemory(); WireClient client = WireClient.connect(server.port())) {
            client.send(new Unsupported(31, 0, client.nextRequest(), Slice.empty()));

            assertThat(client.await(Rejected.class).reason()).isEqualTo(Reason.UNSUPPORTED);
        }
    }

    @Test
    void statusAndListTellOfTheChainsThatThereAre() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/told", 4)) {
            chain.openedBy(client);
            client.send(chain.commit(client, 2, 50));
            client.await(Committed.class);

            client.send(new ListChains(client.nextRequest()));
            assertThat(client.await(ChainList.class).chains()).singleElement()
                    .satisfies(each -> assertThat(each.id()).isEqualTo(chain.id()));

            client.send(new StatusRequest(client.nextRequest()));
            ServerStatus status = client.await(ServerStatus.class);
            assertThat(status.uptimeMillis()).isNotNegative();
            assertThat(status.chains()).singleElement()
                    .returns(2L, ChainStatus::sequence)
                    .returns(1, ChainStatus::subscribers);
        }
    }

    @Test
    void whoAsksFasterThanItIsAnsweredGetsEveryAnswerOnce() throws Exception {
        try (AteServer server = AteServer.inMemory(); WireClient client = WireClient.connect(server.port())) {
            ListChains[] questions = new ListChains[500];
            for (int i = 0; i < questions.length; i++) {
                questions[i] = new ListChains(client.nextRequest());
            }
            client.send(questions);

            Set<Integer> answered = new HashSet<>();
            for (int i = 0; i < questions.length; i++) {
                assertThat(answered.add(client.await(ChainList.class).request())).isTrue();
            }
        }
    }

    @Test
    void anOwnerDropsAChainAndNobodyElseDoes() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/dropped", 5);
                OneWritersChain stranger = new OneWritersChain("test/stranger", 6)) {
            chain.openedBy(client);

            client.send(new Drop(client.nextRequest(), chain.id(), stranger.keys().id(),
                    KeyProof.DROP.sign(stranger.keys(), client.transcript(), chain.id())));
            assertThat(client.await(Rejected.class).reason()).isEqualTo(Reason.NOT_OWNER);

            client.send(new Drop(client.nextRequest(), chain.id(), chain.keys().id(),
                    KeyProof.DROP.sign(chain.keys(), client.transcript(), chain.id())));
            client.await(Dropped.class);
        }
    }
}
