package io.ate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What those who follow a chain are told where who reads it changes: nothing that they have been told before. */
class FollowingRulesTest {
    record Account(String owner) {}

    record Deposit(long amount) {}

    private static final Field.Stream<Deposit> DEPOSITS = Field.stream("deposits", Deposit.class);
    private static final Field.Vec<Deposit> BILLS = Field.vec("bills", Deposit.class);

    private final KeyBundle carolsKeys = KeyBundle.generate();
    private final PublicKeys carol = carolsKeys.publicKeys();
    private final List<Chain> chains = new ArrayList<>();

    @AfterEach
    void close() {
        chains.reversed().forEach(Chain::close);
        carolsKeys.close();
    }

    private Chain chain(Trust trust, CompactionPolicy compaction) {
        Chain chain = Chain.temporary(AteConfig.builder().compaction(compaction).build(),
                Genesis.of(Rules.inherit()).trust(trust));
        chains.add(chain);
        return chain;
    }

    private static DaoRef<Account> account(Chain chain) {
        DaoRef<Account> account = chain.store(new Account("alice"));
        for (int i = 1; i <= 3; i++) {
            chain.stream(account, DEPOSITS).append(new Deposit(i));
        }
        chain.run(dio -> dio.load(account).in(BILLS).add(new Deposit(10)));
        return account;
    }

    private static <T> List<T> told(Bus<T> bus) throws InterruptedException {
        List<T> told = new ArrayList<>();
        for (var change = bus.poll(Duration.ZERO); change.isPresent(); change = bus.poll(Duration.ZERO)) {
            if (change.get() instanceof Change.Stored<T> stored) {
                told.add(stored.value());
            }
        }
        return told;
    }

    /** Waits until compaction has passed over all that the chain has. */
    private static void awaitPass(Chain chain) throws InterruptedException {
        DaoRef<Account> marker = chain.store(new Account("marker"));
        Position before = Position.after(chain.sequence() - 1);
        chain.run(dio -> dio.load(marker).update(_ -> new Account("new marker")));
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        for (boolean gone = false; !gone;) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            chain.store(new Account("so that a pass begins"));
            try (Bus<Account> accounts = chain.bus(Account.class, before)) {
                gone = !told(accounts).contains(new Account("marker"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWasToldAValueIsNotToldItAgainWhereItIsSealedForOthers(Trust trust) throws InterruptedException {
        Chain chain = chain(trust, CompactionPolicy.never());
        DaoRef<Account> account = account(chain);
        try (Bus<Deposit> deposits = chain.bus(account, DEPOSITS, Position.START);
                Bus<Deposit> bills = chain.bus(account, BILLS, Position.START);
                Bus<Account> accounts = chain.bus(Account.class, Position.START);
                Changes everything = chain.changes(Position.START)) {
            assertThat(told(deposits)).hasSize(3);
            assertThat(told(bills)).hasSize(1);
            assertThat(told(accounts)).hasSize(1);
            assertThat(everything.poll(Duration.ZERO)).isPresent();

            chain.run(dio -> dio.load(account).grantRead(carol));
            chain.run(dio -> dio.load(account).rules(Rules.inherit()));
            chain.run(dio -> dio.load(account).grantRead(carol));

            assertThat(told(deposits)).isEmpty();
            assertThat(told(bills)).isEmpty();
            assertThat(told(accounts)).isEmpty();
            for (int i = 0; i < 4; i++) {
                assertThat(everything.poll(Duration.ZERO)).isPresent();
            }
            assertThat(everything.poll(Duration.ZERO)).isEmpty();

            chain.stream(account, DEPOSITS).append(new Deposit(4));
            assertThat(told(deposits)).containsExactly(new Deposit(4));
        }
        try (Bus<Deposit> late = chain.bus(account, DEPOSITS, Position.START)) {
            assertThat(told(late)).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsItFromThenOnIsTold(Trust trust) throws InterruptedException {
        Chain chain = chain(trust, CompactionPolicy.never());
        DaoRef<Account> account = account(chain);
        try (Chain carols = chain.as(Session.of(carolsKeys));
                Bus<Deposit> bills = carols.bus(account, BILLS, Position.START)) {
            Change<Deposit> unread = bills.take();
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> ((Change.Stored<Deposit>) unread).value());

            chain.run(dio -> dio.load(account).grantRead(carol));
            assertThat(told(bills)).containsExactly(new Deposit(10));

            try (KeyBundle dave = KeyBundle.generate()) {
                chain.run(dio -> dio.load(account).rules(Rules.inherit()));
                chain.run(dio -> dio.load(account).grantRead(dave.publicKeys()));
            }
            assertThat(told(bills)).as("what she cannot read any more was told").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUpdatedOrMovedBesidesIsTold(Trust trust) throws InterruptedException {
        Chain chain = chain(trust, CompactionPolicy.never());
        DaoRef<Account> account = account(chain);
        DaoRef<Account> other = chain.store(new Account("bob"));
        DaoRef<Deposit> bill = chain
                .commit(dio -> dio.load(account).in(BILLS).stream().findFirst().orElseThrow().ref());
        try (Bus<Deposit> bills = chain.bus(account, BILLS, Position.NOW);
                Bus<Deposit> others = chain.bus(other, BILLS, Position.NOW)) {
            chain.run(dio -> {
                dio.load(bill).update(_ -> new Deposit(11));
                dio.load(account).grantRead(carol);
            });
            assertThat(told(bills)).containsExactly(new Deposit(11));
            chain.run(dio -> {
                dio.load(account).rules(Rules.inherit());
                dio.load(bill).update(_ -> new Deposit(12));
            });
            assertThat(told(bills)).containsExactly(new Deposit(12));
            chain.run(dio -> dio.load(bill).moveTo(dio.load(other).in(BILLS)));
            chain.run(dio -> dio.load(other).grantRead(carol));
            assertThat(told(others)).containsExactly(new Deposit(12));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesByAValueThatIsGoneIsToldItWhereItWasSealedAgain(Trust trust) throws InterruptedException {
        Chain chain = chain(trust, new CompactionPolicy.Auto(1, 1, Duration.ofHours(1)));
        DaoRef<Account> account = account(chain);
        try (Bus<Deposit> ahead = chain.bus(account, BILLS, Position.START);
                Bus<Deposit> behind = chain.bus(account, BILLS, Position.START)) {
            assertThat(told(ahead)).hasSize(1);
            for (int i = 0; i < 5; i++) {
                chain.run(dio -> dio.load(account).grantRead(carol));
                chain.run(dio -> dio.load(account).rules(Rules.inherit()));
                chain.run(dio -> dio.store(new Account("another"))); // so that a pass begins
            }
            assertThat(told(behind)).containsExactly(new Deposit(10));
            assertThat(told(ahead)).isEmpty();
        }
        try (Bus<Deposit> late = chain.bus(account, BILLS, Position.START)) {
            assertThat(told(late)).containsExactly(new Deposit(10));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsStartedAnewBetweenAValueAndItsSealingForOthersMissesNothing(Trust trust) throws InterruptedException {
        Chain chain = chain(trust, new CompactionPolicy.Auto(1, 1, Duration.ofHours(1)));
        DaoRef<Account> account = account(chain);
        chain.run(dio -> dio.load(account).in(BILLS).add(new Deposit(20), Rules.inherit().writableByNobody()));
        chain.run(dio -> dio.load(account).grantRead(carol));
        awaitPass(chain);
        List<Deposit> told = new ArrayList<>();
        Position reached = Position.START;
        for (boolean more = true; more;) {
            try (Bus<Deposit> bills = chain.bus(account, BILLS, reached)) {
                Optional<Change<Deposit>> next = bills.poll(Duration.ZERO);
                next.ifPresent(change -> told.add(((Change.Stored<Deposit>) change).value()));
                reached = bills.position();
                more = next.isPresent();
            }
        }
        assertThat(told).containsExactly(new Deposit(10), new Deposit(20));
    }

    @ParameterizedTest
    @EnumSource
    void aValueIsToldOnceHoweverMuchWasCommittedBetweenItAndItsSealingForOthers(Trust trust)
            throws InterruptedException {
        Chain chain = chain(trust, CompactionPolicy.never());
        DaoRef<Account> account = account(chain);
        Chain unawaited = chain.with(Scope.NONE);
        for (int i = 0; i < 70; i++) {
            PublicKeys[] writers = i % 2 == 0 ? new PublicKeys[] {carol, own(chain)} : new PublicKeys[] {own(chain)};
            unawaited.run(dio -> dio.load(account).rules(Rules.inherit().writableBy(writers)));
        }
        unawaited.run(dio -> dio.load(account).grantRead(carol));
        chain.sync();
        try (Bus<Deposit> bills = chain.bus(account, BILLS, Position.START);
                Bus<Account> accounts = chain.bus(Account.class, Position.START)) {
            assertThat(told(bills)).containsExactly(new Deposit(10));
            assertThat(told(accounts)).containsExactly(new Account("alice"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesByLateIsToldEachValueOnceWhoeverSealedItHoweverOften(Trust trust) throws InterruptedException {
        Chain chain = chain(trust, CompactionPolicy.never());
        DaoRef<Account> account = account(chain);
        chain.run(dio -> {
            dio.chainRules().grantRead(carol);
            dio.chainRules().grantWrite(carol);
            dio.chainRules().rules(dio.chainRules().rules().controlledBy(own(chain), carol));
        });
        Chain unawaited = chain.with(Scope.NONE);
        Chain carols = chain.as(Session.of(carolsKeys));
        chains.add(carols);
        try (KeyBundle dave = KeyBundle.generate()) {
            unawaited.run(dio -> dio.load(account).update(_ -> new Account("bob")));
            for (int i = 0; i < 3; i++) {
                unawaited.run(dio -> dio.load(account).grantRead(dave.publicKeys()));
                unawaited.run(dio -> dio.load(account).rules(Rules.inherit()));
                chain.sync();
                carols.run(dio -> dio.load(account).grantRead(dave.publicKeys()));
                carols.run(dio -> dio.load(account).rules(Rules.inherit()));
            }
            chain.run(dio -> dio.load(account).update(_ -> new Account("eve")));
        }
        for (Chain each : List.of(chain, carols)) {
            try (Bus<Deposit> bills = each.bus(account, BILLS, Position.START);
                    Bus<Account> accounts = each.bus(Account.class, Position.START)) {
                assertThat(told(bills)).containsExactly(new Deposit(10));
                assertThat(told(accounts)).containsExactly(new Account("alice"), new Account("bob"),
                        new Account("eve"));
            }
        }
    }

    private static PublicKeys own(Chain chain) {
        return chain.session().publicKeys().findFirst().orElseThrow();
    }
}
