package io.ate.examples;

import io.ate.Chain;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Dio;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.NoSuchObjectException;
import io.ate.Session;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the guide says of chains without a server, of objects and of units of work. */
class GuideObjectsTest {
    private final Chain chain = Chain.temporary();

    // guide: types
    record Note(String text) {}

    record Transaction(String what, BigDecimal amount) {}

    record Account(String name, BigDecimal balance) {
        static final Field.Vec<Transaction> TRANSACTIONS = Field.vec("transactions", Transaction.class);

        Account plus(BigDecimal amount) {
            return new Account(name, balance.add(amount));
        }
    }

    record Transfer(DaoRef<Account> from, DaoRef<Account> to, BigDecimal amount) {}
    // end

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void aChainInMemoryTakesARecordAndGivesItBack() {
        // guide: temporary
        try (Chain chain = Chain.temporary()) {
            DaoRef<Note> milk = chain.store(new Note("buy milk"));
            IO.println(chain.get(milk).text());
        }
        // end
        assertThat(chain.sequence()).as("another chain").isZero();
    }

    @Test
    void aChainInAFolderIsThereAgain(@TempDir Path home) {
        // guide: key
        try (KeyBundle alice = KeyBundle.generate()) {
            alice.save(home.resolve("alice.key")); // a new file, readable by its owner alone
        }
        // end
        // guide: folder
        try (KeyBundle alice = KeyBundle.load(home.resolve("alice.key"));
                Chain chain = Chain.open(home.resolve("notes"), Session.of(alice))) {
            chain.store(new Note("buy milk"));
        }
        // end
        try (KeyBundle alice = KeyBundle.load(home.resolve("alice.key"));
                Chain chain = Chain.open(home.resolve("notes"), Session.of(alice))) {
            List<Note> notes = chain.commit(dio -> dio.roots(Note.class).map(Dao::value).toList());
            assertThat(notes).containsExactly(new Note("buy milk"));
        }
    }

    @Test
    void resultsArePrinted() {
        DaoRef<Note> milk = chain.store(new Note("buy milk"));
        // guide: print
        IO.println(chain.commit(dio -> dio.load(milk).value().text()));
        System.out.println(chain.commit((Dio dio) -> dio.load(milk).value().text())); // or put it into a variable first
        // end
        assertThat(chain.get(milk)).isEqualTo(new Note("buy milk"));
    }

    @Test
    void objectsAreReadUpdatedOverwrittenAndDeleted() {
        // guide: object
        DaoRef<Note> milk = chain.store(new Note("buy milk"));

        Note asItIs = chain.get(milk);
        Optional<Note> ifItIsThere = chain.find(milk);
        Note updated = chain.commit(dio -> dio.load(milk).update(note -> new Note(note.text() + " and bread")));
        chain.overwrite(milk, new Note("buy nothing"));
        Note overwritten = chain.get(milk);
        chain.delete(milk);
        // end
        assertThat(asItIs).isEqualTo(new Note("buy milk"));
        assertThat(ifItIsThere).contains(asItIs);
        assertThat(updated).isEqualTo(new Note("buy milk and bread"));
        assertThat(overwritten).isEqualTo(new Note("buy nothing"));
        assertThat(chain.find(milk)).isEmpty();
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.get(milk));
        assertThatExceptionOfType(NoSuchObjectException.class)
                .isThrownBy(() -> chain.overwrite(milk, new Note("without a name, it cannot be begun anew")));
    }

    @Test
    void accountsHaveNamesChildrenAndReferences() {
        // guide: names
        DaoRef<Account> current = chain.ref(Account.class, "current"); // computed here, whether it exists or not
        DaoRef<Account> savings = chain.ref(Account.class, "savings");
        chain.store(current, new Account("Current", BigDecimal.ZERO)); // ConflictException if it exists
        chain.overwrite(savings, new Account("Savings", BigDecimal.ZERO)); // whether it exists or not
        // end
        assertThat(chain.find(chain.ref(Account.class, "savings"))).isPresent();
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> chain.store(current, new Account("Current", BigDecimal.ONE)));
        chain.overwrite(savings, new Account("Savings", BigDecimal.ZERO));

        BigDecimal pay = new BigDecimal("2000.00");
        // guide: children
        chain.run(dio -> {
            Dao<Account> account = dio.load(current);
            account.in(Account.TRANSACTIONS).add(new Transaction("salary", pay));
            account.update(a -> a.plus(pay));
        }); // one commit: both, or nothing

        List<String> lines = chain.commit(dio -> {
            DaoVec<Transaction> transactions = dio.load(current).in(Account.TRANSACTIONS);
            return transactions.stream().map(each -> each.created().time() + " " + each.value().what()).toList();
        });
        List<Account> accounts = chain.commit(dio -> dio.roots(Account.class).map(Dao::value).toList());
        // end
        assertThat(lines).singleElement().asString().endsWith("Z salary");
        assertThat(accounts).containsExactlyInAnyOrder(new Account("Current", pay),
                new Account("Savings", BigDecimal.ZERO));

        // guide: references
        BigDecimal amount = new BigDecimal("300.00");
        DaoRef<Transfer> transfer = chain.commit(dio -> {
            dio.load(current).update(a -> a.plus(amount.negate()));
            dio.load(savings).update(a -> a.plus(amount));
            return dio.store(new Transfer(current, savings, amount)).ref();
        });
        Account receiver = chain.get(chain.get(transfer).to());
        // end
        assertThat(receiver).isEqualTo(new Account("Savings", amount));

        // guide: unchanged
        chain.run(dio -> {
            Dao<Account> reserve = dio.load(savings);
            reserve.requireUnchanged(); // read only, and yet what is decided here depends on it
            if (reserve.value().balance().signum() > 0) {
                dio.load(current).in(Account.TRANSACTIONS).add(new Transaction("fee waived", BigDecimal.ZERO));
            }
        });
        // end
        List<Transaction> children = chain.commit(dio -> dio.load(current).in(Account.TRANSACTIONS).values());
        assertThat(children).hasSize(2);

        // guide: delete child
        chain.run(dio -> {
            for (Dao<Transaction> each : dio.load(current).in(Account.TRANSACTIONS)) {
                if (each.value().amount().signum() == 0) {
                    each.delete();
                }
            }
        });
        // end
        long left = chain.commit(dio -> dio.load(current).in(Account.TRANSACTIONS).size());
        assertThat(left).isOne();
    }

    @Test
    void aConflictOnANamedObjectIsForTheCallerToDecide() {
        DaoRef<Account> current = chain.ref(Account.class, "current");
        Account empty = new Account("Current", BigDecimal.ZERO);
        for (int i = 0; i < 2; i++) {
            // guide: once
            try {
                chain.store(current, empty);
            } catch (ConflictException e) {
                IO.println("somebody was first, with " + chain.get(current));
            }
            // end
        }
        assertThat(chain.get(current)).isEqualTo(empty);
        assertThat(chain.sequence()).isOne();
    }
}
