package io.ate;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The code that the design shows, as it stands there. */
class LibraryExamplesTest {

    record World(String commandment) {}

    record Transaction(String what, BigDecimal amount) {}

    record Account(String name, BigDecimal balance) {
        static final Field.Vec<Transaction> TRANSACTIONS = Field.vec("transactions", Transaction.class);
        static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
        static final Field.Child<Profile> PROFILE = Field.child("profile", Profile.class);

        Account plus(BigDecimal amount) {
            return new Account(name, balance.add(amount));
        }
    }

    record Member(int since) {}

    record Profile(String picture) {}

    record Ball(String colour) {}

    record Table(String name) {
        static final Field.Vec<Ball> BALLS = Field.vec("balls", Ball.class);
    }

    record Ping(String msg) {}

    record Pong(String msg) {}

    static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);

    @Test
    void helloWorldSaysHelloWorld() {
        try (Chain chain = Chain.temporary()) { // in memory, own throw-away keys, gone on close
            DaoRef<World> world = chain.store(new World("Hello"));
            assertThat(chain.get(world).commandment() + " world!").isEqualTo("Hello world!");
        }
    }

    @Test
    void anAccountAndItsFirstTransactionAreOneCommit() {
        BigDecimal pay = new BigDecimal("2000.00");
        try (Chain notes = Chain.temporary()) {
            notes.run(dio -> {
                Dao<Account> account = dio.store(new Account("Current", BigDecimal.ZERO));
                account.in(Account.TRANSACTIONS).add(new Transaction("salary", pay));
                account.update(a -> a.plus(pay)); // plus is the record's own method
            }); // one atomic commit, durable at the server

            notes.run(dio -> {
                Dao<Account> account = dio.roots(Account.class).findFirst().orElseThrow();
                assertThat(account.value()).isEqualTo(new Account("Current", pay));
                assertThat(account.in(Account.TRANSACTIONS).values())
                        .isEqualTo(List.of(new Transaction("salary", pay)));
            });
            assertThat(notes.sequence()).isEqualTo(2);
        }
    }

    @Test
    void anObjectIsNamedByTheUsersOwnKey() {
        try (Chain chain = Chain.temporary()) {
            chain.run(dio -> dio.store(chain.ref(World.class, "first"), new World("Hello")));

            assertThat(chain.find(chain.ref(World.class, "first"))).contains(new World("Hello"));
            assertThat(chain.find(chain.ref(World.class, "second"))).isEmpty();
        }
    }

    @Test
    void whatAnObjectOwnsIsDeclaredBesideItsType() {
        try (Chain chain = Chain.temporary()) {
            chain.run(dio -> {
                Dao<Account> account = dio.store(new Account("Current", BigDecimal.ZERO));
                account.in(Account.MEMBERS).put("alice", new Member(2026));
                account.in(Account.PROFILE).set(new Profile("a tree"));

                assertThat(account.in(Account.MEMBERS).get("alice")).isEqualTo(new Member(2026));
                assertThat(account.in(Account.PROFILE).get()).isEqualTo(new Profile("a tree"));
            });
        }
    }

    @Test
    void aBusTellsWhatComesAndGoes() throws InterruptedException {
        List<String> told = new ArrayList<>();
        try (Chain chain = Chain.temporary()) {
            DaoRef<Table> table = chain.store(new Table("green"));
            try (Bus<Ball> bus = chain.bus(table, Table.BALLS)) { // from now
                DaoRef<Ball> white = chain.commit(dio -> dio.load(table).in(Table.BALLS).add(new Ball("white")).ref());
                chain.delete(white);
                while (told.size() < 2) {
                    switch (bus.take()) {
                        case Change.Stored<Ball>(var sequence, var ref, var ball) ->
                                told.add(sequence + " " + ref.key().equals(white.key()) + " " + ball.value().colour());
                        case Change.Deleted<Ball> gone -> told.add(gone.sequence() + " gone");
                    }
                }
            }
            try (Bus<Ball> bus = chain.bus(table, Table.BALLS, Position.START)) {
                assertThat(bus.take().sequence()).isEqualTo(2);
            }
        }
        assertThat(told).containsExactly("2 true white", "3 gone");
    }

    @Test
    void aQueueTakesOneItemAndItsRemovalAndTheBodyAreOneCommit() throws InterruptedException {
        try (Chain chain = Chain.temporary()) {
            DaoRef<Table> table = chain.store(new Table("green"));
            chain.run(dio -> dio.load(table).in(Table.BALLS).add(new Ball("white")));
            long before = chain.sequence();

            WorkQueue<Ball> queue = chain.queue(table, Table.BALLS); // existing items first
            queue.process((dio, ball) -> dio.store(new Profile(ball.value().colour())));

            assertThat(chain.sequence()).isEqualTo(before + 2);
            chain.run(dio -> {
                assertThat(dio.load(table).in(Table.BALLS).isEmpty()).isTrue();
                assertThat(dio.roots(Profile.class).map(Dao::value)).containsExactly(new Profile("white"));
            });
        }
    }

    @Test
    void aServiceIsServedAndInvoked() {
        try (Chain chain = Chain.temporary();
                var _ = chain.serve(PING, ping -> new Pong(ping.msg()))) {
            Pong pong = chain.invoke(PING, new Ping("hi"));

            assertThat(pong).isEqualTo(new Pong("hi"));
        }
    }

    @Test
    void theBodysCheckedExceptionsArePassedOn() {
        try (Chain chain = Chain.temporary()) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> chain.run(dio -> {
                dio.store(new World("Hello"));
                throw new IOException("mine");
            })).withMessage("mine");

            assertThat(chain.sequence()).as("what is stored").isZero();
        }
    }
}
