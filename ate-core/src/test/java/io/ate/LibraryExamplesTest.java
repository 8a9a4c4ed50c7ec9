package io.ate;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The code that the design shows, as it stands there. */
class LibraryExamplesTest {

    record World(String commandment) {}

    record Transaction(String what, BigDecimal amount) {}

    record Account(String name, BigDecimal balance) {
        static final Field.Vec<Transaction> TRANSACTIONS = Field.vec("transactions", Transaction.class);

        Account plus(BigDecimal amount) {
            return new Account(name, balance.add(amount));
        }
    }

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
}
