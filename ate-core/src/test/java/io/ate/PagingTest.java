package io.ate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Collections that are read page by page, or as a stream that somebody changes while he reads it. */
class PagingTest {
    private static final Field.Vec<Item> ITEMS = Field.vec("items", Item.class);

    private final Chain chain = Chain.temporary();
    private DaoRef<Item> shelf = chain.store(new Item(-1));

    record Item(int number) {}

    @BeforeEach
    void fill() {
        fill(0, 1_000);
    }

    @AfterEach
    void close() {
        chain.close();
    }

    private List<DaoRef<Item>> fill(int from, int to) {
        return chain.commit(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            return IntStream.range(from, to).mapToObj(each -> items.add(new Item(each)).ref()).toList();
        });
    }

    /** A page as another program reads it that knows the text of the token alone. */
    private Page<Item> page(String token, int limit) {
        return chain.commit(dio -> dio.load(shelf).in(ITEMS).page(Page.Token.parse(token), limit));
    }

    private static List<Integer> numbers(Page<Item> page) {
        return page.values().stream().map(Item::number).toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void pagesFollowOneAnotherToTheEnd() {
        String token = Page.Token.START.toString();
        List<Integer> met = new ArrayList<>();
        for (Optional<Page.Token> next = Optional.of(Page.Token.START); next.isPresent();) {
            Page<Item> page = page(token, 300);
            met.addAll(numbers(page));
            next = page.next();
            token = next.map(Page.Token::toString).orElse("");
        }
        assertThat(met).isEqualTo(range(0, 1_000));
        assertThat(page("0", 1_000).next()).as("nothing comes after all of it").isEmpty();
        assertThat(page("0", 999).next()).isPresent();
    }

    @Test
    void whatComesAndGoesBetweenPagesNeitherRepeatsNorHidesTheOthers() {
        Page<Item> first = page("0", 10);
        List<DaoRef<Item>> refs = chain.commit(dio -> dio.load(shelf).in(ITEMS).refs().toList());
        chain.delete(refs.get(9)); // the one at which the page ended
        chain.delete(refs.get(3));
        chain.delete(refs.get(12));
        chain.run(dio -> dio.load(refs.get(5)).moveToTop());
        fill(1_000, 1_001);

        Page<Item> second = page(first.next().orElseThrow().toString(), 5_000);

        assertThat(numbers(second)).containsExactlyElementsOf(
                IntStream.rangeClosed(10, 1_000).filter(each -> each != 12).boxed().toList());
    }

    @Test
    void aPageGoesOnWithWhatTheUnitOfWorkAddedItself() {
        chain.run(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            items.add(new Item(1_000));
            items.add(new Item(1_001));
            Page<Item> page = items.page(1_001);
            assertThat(numbers(page)).isEqualTo(range(0, 1_001));
            Page<Item> last = items.page(page.next().orElseThrow(), 7);
            assertThat(numbers(last)).isEqualTo(range(1_001, 1_002));
            assertThat(last.next()).isEmpty();
            assertThat(items.size()).isEqualTo(1_002);
        });
    }

    @Test
    void aTokenOfAnObjectThatWasNotConfirmedYetHoldsGoodWhenItIs() {
        Page.Token token = chain.commit(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            items.add(new Item(1_000));
            items.add(new Item(1_001));
            return items.page(1_001).next().orElseThrow();
        });
        assertThat(token.object()).isPresent();
        assertThat(numbers(page(token.toString(), 10))).isEqualTo(range(1_001, 1_002));
    }

    @Test
    void aTokenOfAnObjectThatNeverCameToBeRepeatsAndHidesNothing() {
        List<Page.Token> token = new ArrayList<>();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> chain.run(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            items.add(new Item(1_000));
            items.add(new Item(1_001));
            token.add(items.page(1_001).next().orElseThrow());
            throw new IllegalStateException("given up");
        })).withMessage("given up");
        fill(2_000, 2_001);

        assertThat(numbers(page(token.getFirst().toString(), 10))).isEqualTo(range(2_000, 2_001));
    }

    @Test
    void whatIsMovedBehindThePageDoesNotHideWhatIsBetween() {
        Chain hasty = chain.with(Scope.NONE);
        DaoRef<Item> young = hasty.commit(dio -> dio.load(shelf).in(ITEMS).add(new Item(1_000)).ref());
        Page<Item> page = page("0", 1_001);
        fill(1_001, 1_003);
        DaoRef<Item> elsewhere = chain.store(new Item(-2));
        chain.run(dio -> dio.load(young).moveTo(dio.load(elsewhere).in(ITEMS)));
        chain.run(dio -> dio.load(young).moveTo(dio.load(shelf).in(ITEMS)));

        assertThat(page.next()).isEmpty();
        Page.Token last = chain.commit(dio -> dio.load(shelf).in(ITEMS).page(1_000).next().orElseThrow());
        Page.Token after = new Page.Token(last.sequence(), Optional.of(young.key()), last.collection());
        assertThat(numbers(page(after.toString(), 10))).containsExactly(1_001, 1_002, 1_000);
    }

    @Test
    void aTokenGoesWithItsCollection() {
        DaoRef<Item> other = chain.store(new Item(-2));
        Field.Vec<Item> beside = Field.vec("beside", Item.class);
        Field.Map<String, Item> named = Field.map("named", String.class, Item.class);
        chain.run(dio -> {
            dio.load(other).in(ITEMS).add(new Item(1));
            dio.load(shelf).in(beside).add(new Item(1));
            dio.load(shelf).in(named).put("one", new Item(1));
        });
        chain.run(dio -> {
            Page.Token token = dio.load(shelf).in(ITEMS).page(1).next().orElseThrow();
            for (Paged<Item> each : List.of(dio.load(other).in(ITEMS), dio.load(shelf).in(beside),
                    dio.load(shelf).in(named))) {
                assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> each.page(token, 1))
                        .withMessageContaining(token.toString())
                        .withMessageContaining("goes with the collection that the page was of");
                assertThat(each.page(Page.Token.START, 1).values()).containsExactly(new Item(1));
            }
            Page.Token unbound = new Page.Token(token.sequence(), Optional.empty(), 0);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> dio.load(shelf).in(ITEMS).page(unbound, 1));
        });
        try (Chain another = Chain.temporary()) {
            Page.Token token = chain.commit(dio -> dio.load(shelf).in(ITEMS).page(1).next().orElseThrow());
            DaoRef<Item> top = another.store(new Item(0));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> another.run(dio -> dio.load(top).in(ITEMS).page(token, 1)));
        }
    }

    @Test
    void aStreamGivesWhatWasThereWhenItBeganWithoutWhatWasTakenAwaySince() {
        chain.run(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            items.add(new Item(1_000));
            List<Integer> met = new ArrayList<>();
            for (Dao<Item> each : items) {
                int number = each.value().number();
                met.add(number);
                items.add(new Item(-number));
                if (number % 2 == 0 && number < 999) {
                    items.refs().skip(met.size()).findFirst().ifPresent(dio::delete);
                }
            }
            assertThat(met).startsWith(0, 2, 4).endsWith(996, 998, 1_000).hasSize(501);
            assertThat(items.size()).isEqualTo(1_001 - 500 + 501);
        });
    }

    @Test
    void aStreamIsReadNoFurtherThanItIsAskedFor() {
        chain.run(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            List<DaoRef<Item>> some = items.refs().limit(3).toList();
            assertThat(some).hasSize(3);
            assertThat(items.stream().skip(990).findFirst().orElseThrow().value()).isEqualTo(new Item(990));
        });
    }

    @Test
    void aStreamEndsWithItsUnitOfWork() {
        var escaped = chain.commit(dio -> dio.load(shelf).in(ITEMS).refs());
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(escaped::toList);
    }

    @Test
    void whatLeftIsNotCountedWhateverHappensMeanwhile() {
        List<DaoRef<Item>> refs = chain.commit(dio -> dio.load(shelf).in(ITEMS).refs().toList());
        chain.run(dio -> {
            DaoVec<Item> items = dio.load(shelf).in(ITEMS);
            chain.delete(refs.get(0));
            chain.run(other -> other.load(refs.get(1)).moveToTop());
            assertThat(items.size()).as("one state of the chain").isEqualTo(1_000);
        });
        chain.run(dio -> refs.subList(100, 900).forEach(dio::delete));
        chain.run(dio -> assertThat(dio.load(shelf).in(ITEMS).size()).isEqualTo(198));
        fill(1_000, 1_002);
        chain.run(dio -> assertThat(dio.load(shelf).in(ITEMS).size()).isEqualTo(200));
        chain.delete(shelf);
        shelf = chain.store(new Item(-1));
        chain.run(dio -> assertThat(dio.load(shelf).in(ITEMS).isEmpty()).isTrue());
    }

    @Test
    void aCollectionBelowANameThatIsStoredAgainBeginsAnew() {
        DaoRef<Item> named = chain.ref(Item.class, "named");
        for (int life = 0; life < 3; life++) {
            chain.store(named, new Item(-1));
            chain.run(dio -> {
                DaoVec<Item> items = dio.load(named).in(ITEMS);
                assertThat(items.size()).isZero();
                assertThat(items.page(3).objects()).isEmpty();
                IntStream.range(0, 5).forEach(each -> items.add(new Item(each)));
            });
            chain.run(dio -> assertThat(dio.load(named).in(ITEMS).size()).isEqualTo(5));
            chain.delete(named);
        }
    }

    @Test
    void whatIsNoPlaceOrNoPageIsRefusedAtTheDoor() {
        for (String wrong : List.of("", "-1", "x", "01", "1-", "1-xyz", "1.", "1.xyz", "0.1", "99999999999999999999")) {
            assertThatExceptionOfType(IllegalArgumentException.class).as(wrong)
                    .isThrownBy(() -> Page.Token.parse(wrong));
        }
        chain.run(dio -> assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> dio.load(shelf).in(ITEMS).page(0)));
    }

    record Label(String text) {}

    @Test
    void whatIsAtTheTopHasPagesOfEachType() {
        List<DaoRef<Label>> labels = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            labels.add(chain.store(new Label("label " + i)));
            chain.run(dio -> {
                dio.store(new Item(1));
                dio.store(new Item(2));
            });
        }
        Page<Label> first = top(Page.Token.START.toString(), 3);
        assertThat(first.values()).containsExactly(new Label("label 0"), new Label("label 1"), new Label("label 2"));

        chain.delete(labels.get(2));
        chain.delete(labels.get(4));
        chain.store(new Label("label 7"));
        Page<Label> second = top(first.next().orElseThrow().toString(), 3);
        assertThat(second.values()).containsExactly(new Label("label 3"), new Label("label 5"), new Label("label 6"));
        Page<Label> last = top(second.next().orElseThrow().toString(), 1);
        assertThat(last.values()).containsExactly(new Label("label 7"));
        assertThat(last.next()).as("nothing of that type comes after it").isEmpty();
    }

    @Test
    void aPlaceAtTheTopIsNoneInACollection() {
        chain.run(dio -> {
            dio.store(new Label("one"));
            dio.store(new Label("two"));
        });
        Page.Token atTop = top(Page.Token.START.toString(), 1).next().orElseThrow();
        Page.Token inside = page(Page.Token.START.toString(), 1).next().orElseThrow();
        assertThatIllegalArgumentException().isThrownBy(() -> page(atTop.toString(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> top(inside.toString(), 1))
                .withMessageContaining("at the top");
        assertThatIllegalArgumentException().isThrownBy(() -> top(Page.Token.START.toString(), 0));
    }

    private Page<Label> top(String token, int limit) {
        return chain.commit(dio -> dio.roots(Label.class, Page.Token.parse(token), limit));
    }
}
