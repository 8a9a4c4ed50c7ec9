package io.ate;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.ate.internal.dao.SealingLog;
import io.ate.internal.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

/** Who reads what hangs below an object where that is too much for one commit. */
class RulesOfManyObjectsTest {
    private static final Field.Vec<Page> PAGES = Field.vec("pages", Page.class);
    private static final int MEBI = 1 << 20;

    private final Chain chain = Chain.temporary();
    private final PublicKeys alice = chain.session().publicKeys().findFirst().orElseThrow();
    private final KeyBundle bobsKeys = KeyBundle.generate();
    private final KeyBundle carolsKeys = KeyBundle.generate();
    private final Chain asBob = chain.as(Session.of(bobsKeys));
    private final Chain asCarol = chain.as(Session.of(carolsKeys));
    private final PublicKeys bob = bobsKeys.publicKeys();
    private final PublicKeys carol = carolsKeys.publicKeys();

    record Page(String text) {}

    @AfterEach
    void close() {
        chain.close();
        bobsKeys.close();
        carolsKeys.close();
    }

    private DaoRef<Page> book(int pages, String text) {
        DaoRef<Page> book = chain.store(new Page("book"));
        add(book, pages, text);
        return book;
    }

    private void add(DaoRef<Page> book, int pages, String text) {
        int most = Math.max(1, Math.min(4_000, 4 * MEBI / text.length()));
        for (int left = pages; left > 0; left -= most) {
            int some = Math.min(left, most);
            chain.run(dio -> {
                DaoVec<Page> all = dio.load(book).in(PAGES);
                IntStream.range(0, some).forEach(_ -> all.add(new Page(text)));
            });
        }
    }

    private static String text(int bytes) {
        return "x".repeat(bytes);
    }

    private List<DaoRef<Page>> pages(DaoRef<Page> book) {
        return chain.commit(dio -> dio.load(book).in(PAGES).refs().toList());
    }

    private static long open(Chain reader, DaoRef<Page> book) {
        return reader.commit(dio -> dio.load(book).in(PAGES).stream().filter(Dao::isReadable).count());
    }

    @Test
    void whoIsGrantedNextGetsWhatTheGrantBeforeHasLeftAsWell() {
        DaoRef<Page> book = book(6_000, "page");

        RulesResult first = chain.commit(dio -> dio.load(book).grantRead(bob));
        RulesResult second = chain.commit(dio -> dio.load(book).grantRead(carol));

        assertThat(first.left()).isEqualTo(1_000);
        assertThat(second.left()).isZero();
        assertThat(open(asBob, book)).isEqualTo(6_000);
        assertThat(open(asCarol, book)).isEqualTo(6_000);
    }

    @Test
    void whoIsGrantedNextIsToldWhatIsStillLeft() {
        DaoRef<Page> book = book(11_000, "page");
        chain.run(dio -> dio.load(book).grantRead(bob));

        RulesResult second = chain.commit(dio -> dio.load(book).grantRead(carol));

        assertThat(second.left()).isEqualTo(1_000);
        assertThat(open(asCarol, book)).isEqualTo(10_000);
        assertThat(chain.commit(dio -> dio.load(book).grantRead(carol)).left()).isZero();
        assertThat(open(asBob, book)).isEqualTo(11_000);
        assertThat(open(asCarol, book)).isEqualTo(11_000);
    }

    @Test
    void ofTwoGrantsInOneCommitTheSecondSaysWhatBothLeave() {
        DaoRef<Page> book = book(6_000, "page");
        List<RulesResult> results = new ArrayList<>();

        chain.run(dio -> {
            results.add(dio.load(book).grantRead(bob));
            results.add(dio.load(book).grantRead(carol));
            dio.load(book).grantWrite(carol);
            results.add(dio.load(book).grantRead(carol));
        });

        assertThat(results).extracting(RulesResult::left).containsExactly(1_000L, 1_000L, 1_000L);
        assertThat(open(asBob, book)).isEqualTo(5_000);
        assertThat(open(asCarol, book)).isEqualTo(5_000);
    }

    @Test
    void whatIsOpenToWhoWasRevokedIsCountedAndClosedByTheNextRevocation() {
        chain.run(dio -> dio.chainRules().grantRead(bob, carol));
        DaoRef<Page> book = book(6_000, "page");

        RulesResult first = chain.commit(dio -> dio.load(book).revokeRead(bob));
        assertThat(first.left()).isEqualTo(1_000);
        assertThat(open(asBob, book)).isEqualTo(1_000);
        RulesResult second = chain.commit(dio -> dio.load(book).revokeRead(carol));

        assertThat(second.left()).isZero();
        assertThat(second.formerReaders()).containsExactly(carol.id());
        assertThat(open(asBob, book)).isZero();
        assertThat(open(asCarol, book)).isZero();
        assertThat(open(chain, book)).isEqualTo(6_000);
    }

    @Test
    void whatFormerReadersCouldReadByTheObjectsOwnRingIsNotSealedAnew() {
        DaoRef<Page> book = chain.store(new Page("book"), Rules.inherit().readableBy(alice, bob, carol));
        add(book, 3, "page");
        long before = chain.sequence();

        RulesResult result = chain.commit(dio -> dio.load(book).revokeRead(bob));
        RulesResult again = chain.commit(dio -> dio.load(book).grantRead(bob));

        assertThat(result).isEqualTo(new RulesResult(true, List.of(bob.id()), 0));
        assertThat(again.left()).isZero();
        assertThat(chain.sequence()).as("the rules of the object, twice, and nothing below").isEqualTo(before + 2);
        assertThat(open(asCarol, book)).isEqualTo(3);
    }

    @Test
    void whoChangesRulesWithoutBeingAReaderSealsNothing() {
        DaoRef<Page> book = chain
                .commit(dio -> dio.store(new Page("book"), Rules.inherit().readableByEveryone()).ref());
        add(book, 6_000, "page");
        chain.run(dio -> dio.load(book).rules(Rules.inherit().readableBy(alice).controlledBy(bob).writableBy(bob)));

        chain.run(dio -> dio.chainRules().grantWrite(carol)); // so that her key is known
        long before = chain.sequence();

        asBob.run(dio -> dio.load(book).grantWrite(carol));
        asBob.run(dio -> dio.load(book).rules(dio.load(book).rules())); // which asks for what is left

        assertThat(open(chain, book)).isEqualTo(6_000);
        assertThat(chain.sequence()).as("its rules, twice, and nothing below").isEqualTo(before + 2);
    }

    @Test
    void howeverMuchOthersChangeMeanwhileIsOpenInTheEnd() {
        chain.run(dio -> dio.chainRules().grantRead(carol));
        chain.run(dio -> dio.chainRules().grantWrite(carol));
        DaoRef<Page> book = book(20, text(MEBI / 2));
        List<DaoRef<Page>> pages = pages(book);
        AtomicInteger runs = new AtomicInteger();

        RulesResult result = chain.commit(dio -> {
            if (runs.getAndIncrement() < 2) {
                aside(() -> pages.forEach(each -> asCarol.overwrite(each, new Page(text(MEBI / 2 + runs.get())))));
            }
            return dio.load(book).grantRead(bob);
        });

        assertThat(result.left()).as("of what nobody else changed").isZero();
        assertThat(open(asBob, book)).isEqualTo(20);
    }

    @Test
    void howeverManyOthersAddMeanwhileAreOpenInTheEnd() {
        DaoRef<Page> book = book(1, "page");
        AtomicInteger runs = new AtomicInteger();

        RulesResult result = chain.commit(dio -> {
            RulesResult granted = dio.load(book).grantRead(bob);
            if (runs.getAndIncrement() == 0) {
                aside(() -> add(book, 11_000, "late"));
            }
            return granted;
        });

        assertThat(runs).hasValue(1);
        assertThat(result.left()).isZero();
        assertThat(open(asBob, book)).isEqualTo(11_001);
    }

    @Test
    void whatStaysClosedForGoodSinceOthersAddedItMeanwhileIsInTheLogOnce() {
        DaoRef<Page> book = book(1, "page");
        AtomicInteger runs = new AtomicInteger();
        try (LogLines said = LogLines.of(SealingLog.speaker())) {
            chain.run(dio -> {
                dio.load(book).grantRead(bob);
                if (runs.getAndIncrement() == 0) {
                    aside(() -> chain.run(other -> IntStream.range(0, 3)
                            .forEach(_ -> other.load(book)
                                    .in(PAGES)
                                    .add(new Page("fixed"), Rules.inherit().writableByNobody()))));
                }
            });

            assertThat(of(book, said)).hasSize(1)
                    .first(as(InstanceOfAssertFactories.STRING))
                    .contains("new readers: 3.")
                    .contains("the same grant, once more");
        }
        assertThat(open(asBob, book)).isEqualTo(1);
    }

    @Test
    void aValueThatIsTooLongForTheCommitFollowsItAndTheSameGrantSaysSo() {
        DaoRef<Page> book = book(1, text(15 * MEBI));
        add(book, 2, "short");
        add(book, 1, text(5 * MEBI));

        RulesResult first = chain.commit(dio -> dio.load(book).grantRead(bob));

        assertThat(first.left()).as("as of the commit itself").isEqualTo(2);
        assertThat(first.toString()).contains("directly behind this one");
        assertThat(open(asBob, book)).isEqualTo(4);
        long before = chain.sequence();
        assertThat(chain.commit(dio -> dio.load(book).grantRead(bob)).left()).isZero();
        assertThat(chain.sequence()).isEqualTo(before + 1);
    }

    @Test
    void aValueThatIsTooLongIsOpenedToEveryoneBehindTheCommitThatAsksForIt() {
        DaoRef<Page> book = book(2, text(5 * MEBI));
        Chain stranger = chain.as(Session.none());
        AtomicInteger runs = new AtomicInteger();

        RulesResult result = chain.commit(dio -> {
            RulesResult opened = dio.load(book).rules(Rules.inherit().readableByEveryone());
            if (runs.getAndIncrement() == 0) {
                aside(() -> add(book, 1, text(6 * MEBI)));
            }
            return opened;
        });

        assertThat(result.left()).isEqualTo(2);
        assertThat(open(stranger, book)).as("what was added for some meanwhile is not opened unasked").isEqualTo(2);
        assertThat(pages(book)).hasSize(3);
        assertThat(chain.commit(dio -> dio.load(book).rules(Rules.inherit().readableByEveryone())).left()).isOne();
        assertThat(open(stranger, book)).isEqualTo(3);
    }

    @Test
    void severalGrantsInOneCommitFitIntoIt() {
        DaoRef<Page> one = book(5_000, "page");
        DaoRef<Page> other = book(5_000, "page");
        List<RulesResult> results = new ArrayList<>();
        Supplier<List<RulesResult>> both = () -> {
            results.clear();
            chain.run(dio -> {
                results.add(dio.load(one).grantRead(bob));
                results.add(dio.load(other).grantRead(bob));
            });
            return results;
        };

        assertThat(both.get()).extracting(RulesResult::left).containsExactly(0L, 5_000L);
        assertThat(both.get()).extracting(RulesResult::left).containsExactly(0L, 0L);
        assertThat(open(asBob, one)).isEqualTo(5_000);
        assertThat(open(asBob, other)).isEqualTo(5_000);
    }

    @Test
    void aLongObjectIsGrantedWithWhatHangsBelowIt() {
        DaoRef<Page> book = chain.store(new Page(text(7 * MEBI)));
        add(book, 3, text(MEBI));

        RulesResult first = chain.commit(dio -> dio.load(book).grantRead(bob));

        assertThat(first.left()).isEqualTo(3);
        assertThat(asBob.get(book).text()).hasSize(7 * MEBI);
        assertThat(chain.commit(dio -> dio.load(book).grantRead(bob)).left()).isZero();
        assertThat(open(asBob, book)).isEqualTo(3);
    }

    @Test
    void othersWhoWriteAllTheTimeDoNotHoldUpWhatFollowsAGrant() throws InterruptedException {
        chain.run(dio -> dio.chainRules().grantRead(carol));
        chain.run(dio -> dio.chainRules().grantWrite(carol));
        DaoRef<Page> book = book(1, "page");
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> over = new CompletableFuture<>();
        List<Thread> writers = new ArrayList<>();
        try (LogLines said = LogLines.of(SealingLog.speaker())) {
            RulesResult result = chain.within(Duration.ofSeconds(60)).commit(dio -> {
                RulesResult granted = dio.load(book).grantRead(bob);
                if (runs.getAndIncrement() == 0) {
                    aside(() -> add(book, 6_000, "late"));
                    List<DaoRef<Page>> pages = aside(() -> pages(book));
                    writers.add(Thread.ofVirtual().start(() -> {
                        for (int i = 1; !over.isDone(); i = 1 + i % (pages.size() - 1)) {
                            asCarol.overwrite(pages.get(i), new Page("carol's"));
                        }
                    }));
                }
                return granted;
            });

            assertThat(result.left()).isZero();
            assertThat(open(asBob, book)).isEqualTo(6_001);
            assertThat(of(book, said)).isEmpty();
        } finally {
            over.complete(null);
            for (Thread each : writers) {
                each.join();
            }
        }
    }

    /** Other tests are at work, too. */
    private static List<String> of(DaoRef<Page> book, LogLines said) {
        return said.rest()
                .stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(each -> each.contains(book.key().toString()))
                .toList();
    }

    private static void aside(Runnable other) {
        CompletableFuture.runAsync(other).join();
    }

    private static <T> T aside(Supplier<T> other) {
        return CompletableFuture.supplyAsync(other).join();
    }
}
