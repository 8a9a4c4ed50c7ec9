package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoForeign;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchObjectException;
import io.ate.Page;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Trees and collections that several programs change at one server, and references from one chain to another. */
class TreesBetweenClientsTest {
    private static final Field.Vec<Folder> FOLDERS = Field.vec("folders", Folder.class);
    private static final String CHAIN = "example.com/alice/tree";
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofSeconds(60)).build();
    private static final int FEW = 12;
    private static final int ROUNDS = 40;

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final ClientConfig knowingAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));
    private final List<AteClient> clients = List.of(AteClient.create(server.address(), PATIENT),
            AteClient.create(server.address(), PATIENT, knowingAlice),
            AteClient.create(server.address(), PATIENT, knowingAlice));

    record Folder(String name) {}

    record Bookmark(String title, DaoForeign<Folder> target) {}

    @AfterEach
    void close() {
        clients.forEach(AteClient::close);
        server.close();
        alice.close();
        bob.close();
    }

    private Chain create(Trust trust) {
        return clients.getFirst().create(CHAIN, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust));
    }

    private static DaoVec<Folder> in(Dao<Folder> parent) {
        return parent.in(FOLDERS);
    }

    /** The tree as text, by which two clients that see the same show the same. */
    private static String tree(Chain chain) {
        return chain.commit(dio -> {
            StringBuilder text = new StringBuilder();
            dio.roots(Folder.class).forEach(each -> write(each, text));
            return text.toString();
        });
    }

    private static void write(Dao<Folder> folder, StringBuilder text) {
        DaoVec<Folder> below = in(folder);
        text.append(folder.key()).append('(').append(below.size());
        for (Optional<Page.Token> at = Optional.of(Page.Token.START); at.isPresent();) {
            Page<Folder> page = below.page(at.get(), 3);
            page.objects().forEach(each -> write(each, text));
            at = page.next();
        }
        text.append(')');
    }

    @ParameterizedTest
    @EnumSource
    void whoeverMovesWhatWhereAtOnceEverybodyEndsWithOneTreeThatHasEachOnce(Trust trust) throws Exception {
        long seed = 7;
        try (Chain a = create(trust);
                Chain b = clients.get(1).openExisting(CHAIN, Session.of(alice));
                Chain c = clients.get(2).openExisting(CHAIN, Session.of(alice));
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<DaoRef<Folder>> folders = a.commit(dio -> {
                List<DaoRef<Folder>> stored = new ArrayList<>();
                for (int i = 0; i < FEW; i++) {
                    stored.add(dio.store(new Folder("folder " + i)).ref());
                }
                return stored;
            });
            List<Chain> chains = List.of(a, b, c);
            long known = a.sequence();
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < chains.size(); i++) {
                Chain chain = chains.get(i);
                Random random = new Random(seed + i);
                done.add(people.submit(() -> {
                    chain.await(known);
                    for (int round = 0; round < ROUNDS; round++) {
                        moveSomething(chain, random, folders);
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }

            long last = chains.stream().mapToLong(Chain::sequence).max().orElseThrow();
            for (Chain each : chains) {
                each.await(last);
                assertThat(tree(each)).as("seed %d", seed).isEqualTo(tree(a));
                long there = each.commit(dio -> dio.all().count());
                assertThat(there).as("seed %d", seed).isEqualTo(FEW);
            }
        }
    }

    private static void moveSomething(Chain chain, Random random, List<DaoRef<Folder>> folders) {
        DaoRef<Folder> what = folders.get(random.nextInt(folders.size()));
        DaoRef<Folder> where = folders.get(random.nextInt(folders.size()));
        try {
            chain.run(dio -> {
                if (random.nextInt(5) == 0) {
                    dio.load(what).moveToTop();
                } else {
                    dio.load(what).moveTo(in(dio.load(where)));
                }
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("below itself");
        }
    }

    @Test
    void aMoveThatTheServerRefusesIsTakenBackHere() {
        try (Chain a = create(Trust.CENTRALIZED);
                Chain asBob = clients.get(1).openExisting(CHAIN, bobMayWrite(a)).with(Scope.NONE)) {
            DaoRef<Folder> parent = a.store(new Folder("parent"));
            DaoRef<Folder> child = a.commit(dio -> in(dio.load(parent)).add(new Folder("child")).ref());
            asBob.await(a.sequence());

            assertThatExceptionOfType(io.ate.NoWriteAuthorityException.class)
                    .isThrownBy(() -> asBob.run(dio -> dio.load(child).moveToTop()));
            assertThat(asBob.<Long, RuntimeException>commit(dio -> in(dio.load(parent)).size())).isEqualTo(1);
        }
    }

    private Session bobMayWrite(Chain chain) {
        chain.run(dio -> {
            dio.chainRules().grantRead(bob.publicKeys());
            dio.chainRules().grantWrite(bob.publicKeys());
        });
        return Session.of(bob);
    }

    @Test
    void aValueOfOneChainPointsToAnObjectOfAnother() {
        try (Chain a = create(Trust.DISTRIBUTED);
                Chain notes = clients.getFirst().open("example.com/alice/notes", Session.of(alice))) {
            DaoRef<Folder> folder = a.store(new Folder("far away"));
            DaoRef<Bookmark> bookmark = notes.store(new Bookmark("there", a.foreign(folder)));

            DaoForeign<Folder> target = notes.get(bookmark).target();
            assertThat(target).isEqualTo(a.foreign(folder));
            assertThat(target.chain()).isEqualTo(a.link())
                    .startsWith("ws://")
                    .contains(CHAIN + "#")
                    .endsWith("&chain=" + a.id());
            try (AteClient stranger = AteClient.create("ws://localhost:1/db", PATIENT)) {
                assertThat(stranger.get(target, Session.of(alice))).isEqualTo(new Folder("far away"));
                assertThatExceptionOfType(NoReadAuthorityException.class)
                        .isThrownBy(() -> stranger.get(target, Session.of(bob)));
                a.delete(folder);
                assertThat(stranger.find(target, Session.of(alice))).isEmpty();
                assertThatExceptionOfType(NoSuchObjectException.class)
                        .isThrownBy(() -> stranger.get(target, Session.of(alice)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsElsewhereIsLookedAtAlsoWithReplicasOnDisk(boolean pinned, @TempDir Path folder) {
        AteConfig onDisk = AteConfig.builder().deadline(Duration.ofSeconds(60)).folder(folder).build();
        try (Chain created = create(Trust.CENTRALIZED)) {
            DaoRef<Folder> stored = created.store(new Folder("far away"));
            DaoForeign<Folder> target = created.foreign(stored);
            String home = pinned ? server.address() : server.address().replaceFirst("#.*", "");
            try (AteClient client = AteClient.create(home, onDisk, ClientConfig.defaults());
                    Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
                notes.store(new Bookmark("there", target));
                assertThat(client.get(target, Session.of(alice))).isEqualTo(new Folder("far away"));
                try (Chain whole = client.openExisting(target.chain(), Session.of(alice))) {
                    whole.run(dio -> dio.load(stored).update(_ -> new Folder("farther")));
                    assertThat(client.get(target, Session.of(alice))).as("beside the handle that is open")
                            .isEqualTo(new Folder("farther"));
                }
            }
        }
    }

    @Test
    void whatIsNowhereElseCannotBePointedTo() {
        try (Chain local = Chain.temporary()) {
            DaoRef<Folder> nowhere = local.store(new Folder("here"));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> local.foreign(nowhere));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(local::link)
                    .withMessageContaining("is at no server");
        }
    }
}
