package io.ate;

import io.ate.PlaceModel.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Random trees: units of work on three handles add, move, delete, count and page, are committed, waited for or not, or
 * given up; what they see, and what is left, is what a plain model says.
 */
class PlaceModelTest {
    private static final List<Field.Vec<Leaf>> FIELDS = List.of(Field.vec("a", Leaf.class), Field.vec("b", Leaf.class));
    private static final int UNITS = 60;
    private static final int STEPS = 12;

    record Leaf(int number) {}

    private static final class GivenUpException extends RuntimeException {}

    @ParameterizedTest
    @CsvSource({"1, CENTRALIZED", "2, CENTRALIZED", "3, CENTRALIZED", "4, CENTRALIZED", "5, CENTRALIZED",
        "6, DISTRIBUTED", "7, DISTRIBUTED"})
    void everyHandleSeesWhatTheModelSays(long seed, Trust trust) {
        try (KeyBundle other = KeyBundle.generate();
                Chain chain = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
                Chain asOther = chain.as(Session.of(other))) {
            PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
            chain.run(dio -> dio.chainRules()
                    .rules(Rules.inherit()
                            .readableBy(own, other.publicKeys())
                            .writableBy(own, other.publicKeys())
                            .controlledBy(own, other.publicKeys())));
            new Run(seed, List.of(chain, asOther, chain.with(Scope.NONE))).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + " in " + trust + " trust: " + e, e);
        }
    }

    private static final class Run {
        private final Random random;
        private final List<Chain> handles;
        private final List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        private PlaceModel model = PlaceModel.empty();
        private PlaceModel unit = model;
        private int number;
        private int begun;
        private int runs;

        private Run(long seed, List<Chain> handles) {
            this.random = new Random(seed);
            this.handles = handles;
        }

        private void run() {
            for (int i = 0; i < UNITS; i++) {
                begun++;
                Chain chain = handles.get(random.nextInt(handles.size()));
                boolean givenUp = random.nextInt(5) == 0;
                if (givenUp) {
                    assertThatExceptionOfType(GivenUpException.class).isThrownBy(() -> chain.run(dio -> {
                        work(dio);
                        throw new GivenUpException();
                    }));
                } else if (random.nextInt(4) == 0) {
                    answers.add(chain.commitAsync(this::work));
                } else {
                    chain.run(this::work);
                }
                model = givenUp ? model : unit.commit();
                Chain reader = handles.get(random.nextInt(handles.size()));
                reader.run(dio -> assertAll(dio, model));
            }
            handles.getFirst().store(new Leaf(-1)); // behind all that was not waited for
            handles.getFirst()
                    .run(dio -> dio.roots(Leaf.class).filter(each -> each.value().number() < 0).forEach(Dao::delete));
            answers.forEach(each -> assertThat(each.join()).isTrue());
            handles.forEach(each -> each.run(dio -> assertAll(dio, model)));
        }

        private boolean work(Dio dio) {
            assertThat(++runs).as("runs of bodies where nobody else writes").isLessThanOrEqualTo(begun);
            unit = model.begin();
            int steps = 1 + random.nextInt(STEPS);
            for (int i = 0; i < steps; i++) {
                step(dio);
                if (random.nextInt(4) == 0) {
                    assertPlace(dio, unit, place(unit));
                }
            }
            assertAll(dio, unit);
            return true;
        }

        private void step(Dio dio) {
            PrimaryKey object = object(unit);
            Place place = place(unit);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> unit.put(add(dio, place), place);
                case 3 -> {
                    if (object != null && random.nextBoolean()) {
                        dio.delete(ref(object));
                        unit.delete(object);
                    }
                }
                case 4 -> {
                    if (object != null) {
                        dio.load(ref(object)).update(each -> new Leaf(each.number() + 1));
                    }
                }
                default -> {
                    if (object != null) {
                        move(dio, unit, object, place);
                    }
                }
            }
        }

        private PrimaryKey add(Dio dio, Place place) {
            Leaf leaf = new Leaf(number++);
            return place.parent()
                    .map(parent -> collection(dio, parent, place).add(leaf))
                    .orElseGet(() -> dio.store(leaf))
                    .key();
        }

        private static void move(Dio dio, PlaceModel unit, PrimaryKey object, Place place) {
            Dao<Leaf> moved = dio.load(ref(object));
            if (place.parent().isEmpty()) {
                moved.moveToTop();
            } else {
                DaoVec<Leaf> target = collection(dio, place.parent().get(), place);
                if (unit.isAtOrBelow(place.parent().get(), object)) {
                    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> moved.moveTo(target));
                    return;
                }
                moved.moveTo(target);
            }
            unit.put(object, place);
        }

        private void assertAll(Dio dio, PlaceModel expected) {
            assertPlace(dio, expected, Place.TOP);
            for (PrimaryKey each : expected.objects()) {
                FIELDS.forEach(field -> assertPlace(dio, expected, new Place(Optional.of(each), field.name())));
            }
            assertThat(dio.all().map(Dao::key)).hasSameElementsAs(expected.objects());
        }

        private void assertPlace(Dio dio, PlaceModel expected, Place place) {
            List<PrimaryKey> keys = expected.in(place);
            if (place.parent().isEmpty()) {
                assertThat(dio.roots(Leaf.class).map(Dao::key)).isEqualTo(keys);
                return;
            }
            DaoVec<Leaf> collection = collection(dio, place.parent().get(), place);
            assertThat(collection.refs().map(DaoRef::key)).isEqualTo(keys);
            assertThat(collection.size()).isEqualTo(keys.size());
            assertThat(pages(collection)).isEqualTo(keys);
        }

        private List<PrimaryKey> pages(DaoVec<Leaf> collection) {
            List<PrimaryKey> met = new ArrayList<>();
            Optional<Page.Token> at = Optional.of(Page.Token.START);
            while (at.isPresent()) {
                int limit = 1 + random.nextInt(4);
                Page<Leaf> page = collection.page(Page.Token.parse(at.get().toString()), limit);
                assertThat(page.objects()).hasSizeLessThanOrEqualTo(limit);
                page.objects().forEach(each -> met.add(each.key()));
                at = page.next();
            }
            return met;
        }

        private @Nullable PrimaryKey object(PlaceModel unit) {
            List<PrimaryKey> all = List.copyOf(unit.objects());
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private Place place(PlaceModel unit) {
            PrimaryKey parent = random.nextInt(4) == 0 ? null : object(unit);
            return parent == null ? Place.TOP
                    : new Place(Optional.of(parent), FIELDS.get(random.nextInt(FIELDS.size())).name());
        }

        private static DaoVec<Leaf> collection(Dio dio, PrimaryKey parent, Place place) {
            return dio.load(ref(parent)).in(FIELDS.get(place.collection().equals("a") ? 0 : 1));
        }

        private static DaoRef<Leaf> ref(PrimaryKey key) {
            return DaoRef.of(Leaf.class, key);
        }
    }
}
