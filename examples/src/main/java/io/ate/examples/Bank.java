package io.ate.examples;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Money moves between accounts, by several tellers at once, and none comes into being or is lost: both sides of a
 * transfer are one commit, and a teller who was beaten to an account looks again. Run it by {@code bin/example bank}
 * against a server that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * 10 accounts hold 1000
 * 4 tellers made 100 transfers; nobody was overdrawn
 * 10 accounts hold 1000
 * </pre>
 */
final class Bank {
    private static final int TELLERS = 4;
    private static final int TRANSFERS = 25;

    record Account(String holder, long balance) {
        Account {
            if (balance < 0) {
                throw new IllegalArgumentException(holder + " has not so much");
            }
        }

        Account plus(long amount) {
            return new Account(holder, balance + amount);
        }
    }

    private Bank() {}

    static void main(String server) {
        try (KeyBundle banker = KeyBundle.generate();
                Stage stage = Stage.at(server, "bank", banker, Genesis.of(Rules.inherit()))) {
            Chain bank = stage.chain();
            List<DaoRef<Account>> accounts = bank.commit(dio -> IntStream.range(0, 10)
                    .mapToObj(i -> dio.store(new Account("customer " + i, 100)).ref())
                    .toList());
            IO.println(accounts.size() + " accounts hold " + total(bank));

            try (ExecutorService tellers = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, TELLERS).forEach(each -> tellers.execute(() -> work(bank, accounts, each)));
            }
            IO.println(TELLERS + " tellers made " + TELLERS * TRANSFERS + " transfers; nobody was overdrawn");
            IO.println(accounts.size() + " accounts hold " + total(bank));
        }
    }

    private static void work(Chain bank, List<DaoRef<Account>> accounts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int made = 0; made < TRANSFERS;) {
            DaoRef<Account> from = accounts.get(random.nextInt(accounts.size()));
            DaoRef<Account> to = accounts.get(random.nextInt(accounts.size()));
            if (!from.equals(to) && transfer(bank, from, to, random.nextLong(1, 50))) {
                made++;
            }
        }
    }

    /** Both sides, or nothing; false if there is not so much. */
    private static boolean transfer(Chain bank, DaoRef<Account> from, DaoRef<Account> to, long amount) {
        return bank.commit(dio -> {
            Dao<Account> payer = dio.load(from);
            if (payer.value().balance() < amount) {
                return false;
            }
            payer.update(account -> account.plus(-amount));
            dio.load(to).update(account -> account.plus(amount));
            return true;
        });
    }

    private static long total(Chain bank) {
        return bank.commit(dio -> dio.roots(Account.class).mapToLong(each -> each.value().balance()).sum());
    }
}
