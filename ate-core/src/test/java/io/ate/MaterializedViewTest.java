package io.ate;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Values that are computed from all objects of a kind. */
class MaterializedViewTest {
    private static final Field.Vec<Account> ACCOUNTS = Field.vec("accounts", Account.class);

    private final Chain chain = Chain.temporary();

    record Account(String name, long balance) {
        Account plus(long amount) {
            return new Account(name, balance + amount);
        }
    }

    record Bank(String name) {}

    @AfterEach
    void close() {
        chain.close();
    }

    private MaterializedView<Long> total() {
        return chain.view(Account.class, 0L, (sum, each) -> sum + each.balance(), (sum, each) -> sum - each.balance());
    }

    private long now(MaterializedView<Long> view) {
        view.await(chain.sequence());
        return view.get();
    }

    @Test
    void aViewFollowsWhatIsStoredChangedAndDeleted() {
        DaoRef<Account> first = chain.store(new Account("first", 100));
        try (MaterializedView<Long> total = total()) {
            assertThat(total.get()).isEqualTo(100);
            DaoRef<Account> second = chain.store(new Account("second", 10));
            assertThat(now(total)).isEqualTo(110);
            chain.run(dio -> {
                dio.load(first).update(each -> each.plus(-30));
                dio.load(second).update(each -> each.plus(30));
            });
            assertThat(now(total)).isEqualTo(110);
            chain.delete(first);
            assertThat(now(total)).isEqualTo(40);
            total.rebuild();
            assertThat(total.get()).isEqualTo(40);
        }
    }

    @Test
    void aViewOfACollectionLosesWhatEndsWithItsOwner() {
        DaoRef<Bank> bank = chain.store(new Bank("bank"));
        chain.store(new Account("elsewhere", 1));
        try (MaterializedView<Long> count = chain.view(bank, ACCOUNTS, 0L, (n, _) -> n + 1, (n, _) -> n - 1)) {
            chain.run(dio -> {
                dio.load(bank).in(ACCOUNTS).add(new Account("a", 1));
                dio.load(bank).in(ACCOUNTS).add(new Account("b", 1));
            });
            assertThat(now(count)).isEqualTo(2);
            chain.delete(bank);
            assertThat(now(count)).isZero();
        }
    }

    @Test
    void aViewThatCannotTakeAwayEndsAndSaysWhy() {
        DaoRef<Account> account = chain.store(new Account("first", 100));
        AtomicLong calls = new AtomicLong();
        try (MaterializedView<Long> view = chain.view(Account.class, 0L, (sum, each) -> sum + each.balance(),
                (_, _) -> {
                    calls.incrementAndGet();
                    throw new UnsupportedOperationException("no way back");
                });
                MaterializedView<Long> total = total()) {
            chain.delete(account);
            assertThat(now(total)).isZero();
            assertThatIllegalStateException().isThrownBy(() -> view.await(chain.sequence()))
                    .withMessageContaining("UnsupportedOperationException: no way back")
                    .withMessageContaining("begin another one")
                    .havingCause()
                    .withMessage("no way back");
            assertThatIllegalStateException().isThrownBy(view::get);
            chain.store(new Account("second", 1));
            assertThat(now(total)).isEqualTo(1);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void anObjectThatCannotBeAddedIsLeftOut() {
        chain.store(new Account("large", Long.MAX_VALUE));
        try (MaterializedView<Long> view = chain.view(Account.class, 1L,
                (sum, each) -> Math.addExact(sum, each.balance()), (sum, each) -> sum - each.balance())) {
            assertThat(view.get()).isEqualTo(1);
            assertThat(view.failures()).isEqualTo(1);
        }
    }
}
