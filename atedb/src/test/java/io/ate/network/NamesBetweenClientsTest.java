package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ConflictException;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.EventCursor;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Recorded;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Two clients of one server meet at children that go by names. */
class NamesBetweenClientsTest {
    private static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
    private static final Field.Stream<Member> EVENTS = Field.stream("events", Member.class);
    private static final String NAME = "example.com/alice/club";
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofMinutes(2)).build();

    private final KeyBundle alice = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final AteClient first = AteClient.create(server.address(), PATIENT);
    private final AteClient second = AteClient.create(server.address(), PATIENT);

    record Member(int since) {}

    @AfterEach
    void close() {
        first.close();
        second.close();
        server.close();
        alice.close();
    }

    @ParameterizedTest
    @EnumSource
    void entriesThatTwoClientsPutAtOnceAllSurvive(Trust trust) {
        Session session = Session.of(alice);
        try (Chain one = first.create(NAME, session, Genesis.of(Rules.inherit()).trust(trust));
                Chain other = second.openExisting(NAME, session)) {
            DaoRef<Member> club = one.store(new Member(0));
            other.await(one.sequence());

            List<CompletableFuture<?>> commits = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                commits.add(put(one, club, "one " + i, i));
                commits.add(put(other, club, "other " + i, i));
            }
            commits.forEach(CompletableFuture::join);

            one.await(2_001);
            other.await(2_001);
            List<String> keys = keys(one, club);
            assertThat(keys).hasSize(2_000).doesNotHaveDuplicates();
            assertThat(keys(other, club)).as("in one order").isEqualTo(keys);
            other.run(dio -> {
                DaoMap<String, Member> map = dio.load(club).in(MEMBERS);
                for (int i = 0; i < 1_000; i++) {
                    assertThat(map.get("one " + i)).isEqualTo(new Member(i));
                    assertThat(map.get("other " + i)).isEqualTo(new Member(i));
                }
            });
        }
    }

    private static CompletableFuture<?> put(Chain chain, DaoRef<Member> club, String key, int since) {
        return chain.commitAsync(dio -> dio.load(club).in(MEMBERS).put(key, new Member(since)).key());
    }

    private static List<String> keys(Chain chain, DaoRef<Member> club) {
        return chain.commit(dio -> dio.load(club).in(MEMBERS).keys().toList());
    }

    @Test
    void ofTwoClientsWhoAppendAtOneRevisionExactlyOneDoes() throws Exception {
        int rounds = 50;
        Session session = Session.of(alice);
        try (Chain one = first.open(NAME, session);
                Chain other = second.openExisting(NAME, session);
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            DaoRef<Member> club = one.store(new Member(0));
            other.await(one.sequence());
            Future<Integer> wonByOne = people.submit(() -> race(one.stream(club, EVENTS), rounds));
            Future<Integer> wonByOther = people.submit(() -> race(other.stream(club, EVENTS), rounds));
            assertThat(wonByOne.get() + wonByOther.get()).isEqualTo(rounds);
            assertThat(one.stream(club, EVENTS).read(0).toList()).isEqualTo(other.stream(club, EVENTS).read(0).toList())
                    .hasSize(rounds);
        }
    }

    /** How many rounds were won; whoever loses one waits until he sees who has won it. */
    private static int race(EventStream<Member> stream, int rounds) throws InterruptedException {
        int won = 0;
        try (EventCursor<Member> cursor = stream.subscribe(0)) {
            for (int round = 0; round < rounds; round++) {
                try {
                    stream.append((long) round, new Member(round));
                    won++;
                } catch (ConflictException _) {
                    // the other one's round
                }
                Recorded<Member> recorded = cursor.take();
                assertThat(recorded.revision()).isEqualTo(round + 1);
                assertThat(recorded.value()).isEqualTo(new Member(round));
            }
        }
        return won;
    }
}
