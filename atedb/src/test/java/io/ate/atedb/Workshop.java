package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.atedb.console.Verbosity;
import io.ate.client.AteClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A chain with work to do, and a program that does it until it is killed. Stateless. */
final class Workshop {
    static final Field.Vec<Order> ORDERS = Field.vec("orders", Order.class);
    static final Field.Vec<Bill> BILLS = Field.vec("bills", Bill.class);
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofSeconds(60)).build();

    private Workshop() {}

    record Shop(String name) {}

    record Order(int number) {}

    record Bill(int order, String by) {}

    /** How many bills were counted, and the sum of their orders' numbers. */
    record Tally(long count, long sum) {
        static final Tally NONE = new Tally(0, 0);

        Tally and(int number) {
            return new Tally(count + 1, sum + number);
        }
    }

    static DaoRef<Shop> shop(Chain chain) {
        return chain.ref(Shop.class, "shop");
    }

    static DaoRef<Tally> tally(Chain chain) {
        return chain.ref(Tally.class, "bills");
    }

    static Chain open(AteClient client, String chain, KeyBundle keys) {
        return client.open(chain, Session.of(keys));
    }

    static AteClient client(String address) {
        return AteClient.create(address, PATIENT);
    }

    /**
     * Does the work: {@code work} on orders, writing bills, or {@code follow} the bills.
     *
     * @param arguments which of them, the server, the chain, a key file, and the name of who does it
     */
    public static void main(String[] arguments) throws IOException {
        TiedProgram.tie();
        Logging.say(Verbosity.VERBOSE);
        String by = arguments[4];
        try (AteClient client = client(arguments[1]);
                KeyBundle keys = KeyBundle.load(Path.of(arguments[3]));
                Chain chain = open(client, arguments[2], keys);
                var _ = arguments[0].equals("work") ? chain.queue(shop(chain), ORDERS)
                        .serve((dio, order) -> bill(chain, dio, order.value().number(), by))
                        : chain.follow("counting", from -> chain.bus(shop(chain), BILLS, from),
                                (dio, change) -> count(chain, dio, change))) {
            IO.println(by + " works");
            int end = System.in.read();
            IO.println("ended by " + end);
        }
    }

    private static void bill(Chain chain, Dio dio, int order, String by) {
        dio.load(shop(chain)).in(BILLS).add(new Bill(order, by));
    }

    private static void count(Chain chain, Dio dio, Change<Bill> change) {
        if (change instanceof Change.Stored<Bill> bill) {
            dio.load(tally(chain)).update(before -> before.and(bill.value().order()));
        }
    }
}
