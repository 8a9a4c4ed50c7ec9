package io.ate.atedb;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.atedb.Workshop.Bill;
import io.ate.atedb.Workshop.Order;
import io.ate.atedb.Workshop.Shop;
import io.ate.atedb.Workshop.Tally;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that work on a queue, and programs that follow a bus, are killed, each time when so much has been done as
 * chance says, and others take their place: what they do in the chain is done once. {@code -Date.queue.items=10000}
 * gives them so much to do.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class MortalWorkersTest {
    private static final String CHAIN = "example.com/alice/shop";
    private static final int ORDERS = Integer.getInteger("ate.queue.items", 1_500);
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final KeyBundle alice = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final AteClient client = Workshop.client(server.address());
    private final List<ChildProgram> workers = new ArrayList<>();
    private Chain chain;
    private DaoRef<Shop> shop;
    private Path key;
    private int started;

    @BeforeEach
    void open() {
        key = folder.resolve("alice.key");
        alice.save(key);
        chain = Workshop.open(client, CHAIN, alice);
        shop = chain.store(Workshop.shop(chain), new Shop("shop"));
    }

    @AfterEach
    void close() {
        workers.forEach(ChildProgram::close);
        chain.close();
        client.close();
        server.close();
        alice.close();
    }

    private void start(String work) throws IOException {
        workers.add(ChildProgram.running(Workshop.class, folder, work, server.address(), CHAIN, key.toString(),
                "worker " + started++));
    }

    private void killOne() throws InterruptedException {
        workers.remove(random.nextInt(workers.size())).kill();
    }

    /** Orders with the numbers below that, a hundred in a commit. */
    private void order(int orders) {
        for (int i = 0; i < orders; i += 100) {
            int from = i;
            chain.run(dio -> IntStream.range(from, Math.min(from + 100, orders))
                    .forEach(each -> dio.load(shop).in(Workshop.ORDERS).add(new Order(each))));
        }
    }

    @Test
    void eachItemIsWorkedOnOnceWhoeverIsKilledWhen() throws Exception {
        int orders = ORDERS;
        int deaths = 5;
        List<Integer> dying = random.ints(deaths, 1, orders).sorted().boxed().toList();
        try (Bus<Bill> bills = chain.bus(shop, Workshop.BILLS)) {
            order(orders);
            for (int i = 0; i < 4; i++) {
                start("work");
            }
            for (int billed = 1; billed <= orders; billed++) {
                assertThat(bills.poll(LONG)).as("bill %s, seed %s: %s", billed, seed, errors()).isPresent();
                for (int i = 0; i < dying.stream().filter(List.of(billed)::contains).count(); i++) {
                    killOne();
                    start("work");
                }
            }
        }

        List<Integer> billed = chain.commit(dio -> dio.load(shop).in(Workshop.BILLS).values())
                .stream()
                .map(Bill::order)
                .sorted()
                .toList();
        assertThat(billed).as("seed %s", seed).isEqualTo(IntStream.range(0, orders).boxed().toList());
        assertThat(chain.<Long, RuntimeException>commit(dio -> dio.load(shop).in(Workshop.ORDERS).size())).isZero();
    }

    @Test
    void eachChangeIsActedOnOnceWhoeverIsKilledWhen() throws Exception {
        int changes = 400;
        List<Integer> dying = random.ints(3, 1, changes).sorted().boxed().toList();
        DaoRef<Tally> counted = Workshop.tally(chain);
        chain.store(counted, Tally.NONE);
        for (int i = 0; i < changes; i++) {
            int number = i;
            var _ = chain.commitAsync(dio -> dio.load(shop).in(Workshop.BILLS).add(new Bill(number, "nobody")).ref());
        }
        start("follow");
        start("follow");
        int deaths = 0;
        try (Bus<Tally> tallies = chain.bus(Tally.class)) {
            for (long count = 0; count < changes; count = chain.get(counted).count()) {
                while (deaths < dying.size() && dying.get(deaths) <= count) {
                    deaths++;
                    killOne();
                    start("follow");
                }
                assertThat(tallies.poll(LONG)).as("after %s, seed %s: %s", count, seed, errors()).isPresent();
            }
        }
        assertThat(chain.get(counted)).as("seed %s", seed)
                .isEqualTo(new Tally(changes, (long) changes * (changes - 1) / 2));
    }

    private List<String> errors() {
        return workers.stream().map(ChildProgram::errors).toList();
    }
}
