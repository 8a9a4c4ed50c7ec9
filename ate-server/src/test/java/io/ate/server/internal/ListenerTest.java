package io.ate.server.internal;

import io.ate.server.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a program starts inherits its sockets for some moments: a port must not look taken by that. */
class ListenerTest {
    @Test
    void aFreePortIsFoundFreeAlsoWhereTheProgramStartsOthersAllTheTime() throws InterruptedException {
        ServerConfig thePort = ServerConfig.defaults()
                .listen(InetAddress.ofLiteral("127.0.0.77")) // where nobody else is given ports meanwhile
                .port(ThreadLocalRandom.current().nextInt(10_000, 32_768));
        AtomicBoolean isOver = new AtomicBoolean();
        Thread starting = Thread.ofPlatform().start(() -> startPrograms(isOver));
        try {
            for (int i = 0; i < 2_000; i++) {
                Listener.demandFree(thePort);
            }
        } finally {
            isOver.set(true);
            starting.join();
        }
    }

    private static void startPrograms(AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                new ProcessBuilder("true").start().waitFor();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
