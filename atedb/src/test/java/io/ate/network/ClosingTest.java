package io.ate.network;

import io.ate.Chain;
import io.ate.Genesis;
import io.ate.InterruptedCommitException;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Chains that are closed while others commit to them. */
class ClosingTest {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 60;
    /** Of handles; nobody gets near it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    record Note(int number) {}

    @AutoClose
    private final KeyBundle alice = KeyBundle.generate();

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoeverCommitsLearnsAtOnceThatTheChainWasClosedAndTheServerIsNotBlamed(Trust trust) throws Exception {
        try (AteServer server = AteServer.inMemory(); AteClient client = AteClient.create(server.address())) {
            client.create("example.com/notes", Session.of(alice), Genesis.of(Rules.inherit()).trust(trust)).close();
            for (int round = 0; round < ROUNDS; round++) {
                closedWhileWriting(client.openExisting("example.com/notes", Session.of(alice)));
            }
        }
    }

    @Test
    void aChainWithoutAServerEndsAllWaitingToo() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            closedWhileWriting(Chain.temporary());
        }
    }

    private static void closedWhileWriting(Chain chain) throws Exception {
        CountDownLatch going = new CountDownLatch(WRITERS * 3);
        List<CompletableFuture<Throwable>> ends = IntStream.range(0, WRITERS)
                .mapToObj(writer -> writing(chain.within(PATIENCE), going))
                .toList();
        going.await();
        chain.close();
        for (CompletableFuture<Throwable> each : ends) {
            assertThat(each.get(1, TimeUnit.MINUTES))
                    .isInstanceOfAny(IllegalStateException.class, InterruptedCommitException.class);
        }
    }

    /** Stores until that fails; why it did. */
    private static CompletableFuture<Throwable> writing(Chain chain, CountDownLatch going) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                for (int i = 0;; i++) {
                    chain.store(new Note(i));
                    going.countDown();
                }
            } catch (RuntimeException e) {
                end.complete(e);
            }
        });
        return end;
    }
}
