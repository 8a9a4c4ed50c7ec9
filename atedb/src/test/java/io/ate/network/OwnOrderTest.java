package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CommitRejectedException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a program writes to one object comes into the chain in the order in which it wrote it, by whatever means and
 * under whichever of its keys, while another program writes the same object and connections break.
 */
class OwnOrderTest {
    private static final String CHAIN = "example.com/alice/order";
    private static final int EACH = 250;
    private static final Duration LONG = Duration.ofMinutes(4);

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final CuttingProxy proxy = new CuttingProxy(server.port());
    private final AteConfig patient = AteConfig.builder().deadline(LONG).build();
    private final AteClient one = AteClient.create(proxy.of(server.address()), patient);
    private final AteClient two = AteClient.create(proxy.of(server.address()), patient);
    private final Queue<CommitRejectedException> refused = new ConcurrentLinkedQueue<>();

    OwnOrderTest() throws IOException {}

    @MergedBy(value = MineWins.class, online = true)
    record Mark(int program, int count) {}

    static final class MineWins implements MergeRule<Mark> {
        @Override
        public Mark merge(Merge<Mark> versions) {
            return versions.mine();
        }
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        proxy.close();
        server.close();
        alice.close();
        bob.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatAProgramWritesKeepsItsOrder(Trust trust) throws Exception {
        Rules both = Rules.inherit()
                .readableBy(alice.publicKeys(), bob.publicKeys())
                .writableBy(alice.publicKeys(), bob.publicKeys());
        Chain first = one.create(CHAIN, Session.of(alice), Genesis.of(both).trust(trust));
        Chain second = two.openExisting(CHAIN, Session.of(alice));
        List<Chain> chains = List.of(first, second);
        chains.forEach(each -> each.onRefused(refused::add));
        DaoRef<Mark> mark = first.store(new Mark(0, -1));
        second.await(first.sequence());

        try (ExecutorService programs = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < chains.size(); i++) {
                int program = i;
                done.add(programs.submit(() -> write(chains.get(program), mark, program)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }

        assertThat(refused).isEmpty();
        Map<Integer, List<Integer>> stored = stored(first, mark);
        stored.values().forEach(counts -> assertThat(counts).isSorted().doesNotHaveDuplicates());
        assertThat(stored.values()).allSatisfy(counts -> assertThat(counts).endsWith(EACH - 1));
    }

    private void write(Chain chain, DaoRef<Mark> mark, int program) {
        Random random = new Random(program);
        Chain asBob = chain.as(Session.of(bob));
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            Mark next = new Mark(program, i);
            Chain acting = random.nextBoolean() ? chain : asBob;
            Chain late = acting.with(Scope.NONE);
            switch (random.nextInt(9)) {
                case 0, 1 -> late.overwrite(mark, next);
                case 2, 3 -> late.run(dio -> dio.load(mark).update(_ -> next));
                case 4, 5 -> {
                    CompletableFuture<Dao<Mark>> answer = acting.commitAsync(dio -> dio.overwrite(mark, next));
                    answers.add(answer);
                }
                case 6, 7 -> {
                    CompletableFuture<Mark> answer = acting.commitAsync(dio -> dio.load(mark).update(_ -> next));
                    answers.add(answer);
                }
                default -> acting.overwrite(mark, next);
            }
            if (i % 100 == 50 + program) {
                proxy.breakAll();
            }
        }
        answers.forEach(CompletableFuture::join);
    }

    /** What each program has stored, in order, up to the last of both. */
    private Map<Integer, List<Integer>> stored(Chain chain, DaoRef<Mark> mark) throws InterruptedException {
        Map<Integer, List<Integer>> stored = new HashMap<>();
        int ended = 0;
        try (Changes changes = chain.changes(Position.START)) {
            while (ended < 2) {
                Change<JsonNode> change = changes.poll(LONG)
                        .orElseThrow(() -> new AssertionError("nothing changes any more; refused: " + refused));
                if (change instanceof Change.Stored<JsonNode>(_, var object, var version)
                        && object.key().equals(mark.key()) && version.value().path("count").intValue() >= 0) {
                    int count = version.value().path("count").intValue();
                    stored.computeIfAbsent(version.value().path("program").intValue(), _ -> new ArrayList<>())
                            .add(count);
                    ended += count == EACH - 1 ? 1 : 0;
                }
            }
        }
        return stored;
    }
}
