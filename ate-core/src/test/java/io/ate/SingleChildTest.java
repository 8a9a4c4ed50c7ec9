package io.ate;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The one child that an object may have in a field. */
class SingleChildTest {
    private static final Field.Child<Profile> PROFILE = Field.child("profile", Profile.class);
    private static final Field.Child<Profile> OTHER = Field.child("other", Profile.class);

    private final Chain chain = Chain.temporary();
    private final DaoRef<Person> person = chain.store(new Person("alice"));
    private final AtomicInteger runs = new AtomicInteger();

    record Person(String name) {}

    record Profile(String text) {}

    @AfterEach
    void close() {
        chain.close();
    }

    private <R> R profile(Function<DaoChild<Profile>, R> use) {
        return chain.commit(dio -> use.apply(dio.load(person).in(PROFILE)));
    }

    private Profile profile() {
        return profile(DaoChild::get);
    }

    private boolean setIfAbsent(Profile value) {
        return profile(child -> child.setIfAbsent(value));
    }

    private boolean remove() {
        return profile(DaoChild::remove);
    }

    @ParameterizedTest
    @EnumSource
    void thereIsOneOrNone(Trust trust) {
        try (Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Person> bob = one.store(new Person("bob"));
            one.run(dio -> {
                DaoChild<Profile> child = dio.load(bob).in(PROFILE);
                assertThat(child.isPresent()).isFalse();
                assertThat(child.find()).isEmpty();
                assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(child::load)
                        .withMessageContaining("there is no child \"")
                        .withMessageContaining("\" of object ");
                child.set(new Profile("first"));
                assertThat(child.get()).isEqualTo(new Profile("first"));
            });
            one.run(dio -> dio.load(bob).in(PROFILE).set(new Profile("second")));
            one.run(dio -> {
                DaoChild<Profile> child = dio.load(bob).in(PROFILE);
                assertThat(child.get()).isEqualTo(new Profile("second"));
                assertThat(child.load().parent()).contains(bob);
                assertThat(dio.load(bob).in(Field.vec("profile", Type.tree())).size()).isEqualTo(1);
                assertThat(dio.load(bob).in(OTHER).isPresent()).isFalse();
                assertThat(child.ref()).isNotEqualTo(dio.load(bob).in(OTHER).ref());
                assertThat(child.remove()).isTrue();
                assertThat(child.remove()).isFalse();
            });
            one.run(dio -> assertThat(dio.load(bob).in(PROFILE).isPresent()).isFalse());
        }
    }

    @Test
    void itIsWrittenThroughAnyHandle() {
        profile(child -> child.set(new Profile("a")).key());
        DaoRef<Profile> ref = profile(DaoChild::ref);
        chain.overwrite(ref, new Profile("b"));
        assertThat(profile()).isEqualTo(new Profile("b"));
        chain.run(dio -> dio.load(ref).update(profile -> new Profile(profile.text() + "c")));
        assertThat(profile()).isEqualTo(new Profile("bc"));
        JsonNode tree = chain.get(DaoRef.of(Type.tree(), ref.key()));
        assertThat(tree.toString()).as("it has no key that would have to be told").isEqualTo("{\"text\":\"bc\"}");
    }

    @Test
    void ofTwoWhoSetIfAbsentAtOnceOneDoesAndTheOtherIsTold() {
        boolean set = chain.commit(dio -> {
            DaoChild<Profile> child = dio.load(person).in(PROFILE);
            if (runs.incrementAndGet() == 1) {
                assertThat(setIfAbsent(new Profile("first"))).isTrue();
            }
            return child.setIfAbsent(new Profile("second"));
        });
        assertThat(set).isFalse();
        assertThat(runs).hasValue(2);
        assertThat(profile()).isEqualTo(new Profile("first"));
    }

    @Test
    void ofTwoWhoSetAtOnceTheLastOneWins() {
        chain.run(dio -> {
            DaoChild<Profile> child = dio.load(person).in(PROFILE);
            if (runs.incrementAndGet() == 1) {
                profile(other -> other.set(new Profile("first")).key());
            }
            child.set(new Profile("second"));
        });
        assertThat(runs).hasValue(1);
        assertThat(profile()).isEqualTo(new Profile("second"));
    }

    @Test
    void removingAndSettingInOneCommitIsOverwriting() {
        profile(child -> child.set(new Profile("a")).key());
        chain.run(dio -> {
            DaoChild<Profile> child = dio.load(person).in(PROFILE);
            child.remove();
            assertThat(child.isPresent()).isFalse();
            child.set(new Profile("b"));
        });
        assertThat(profile()).isEqualTo(new Profile("b"));
        assertThat(remove()).isTrue();
        assertThat(remove()).isFalse();
    }

    @Test
    void itHasRulesOfItsOwnIfItIsGivenSome() {
        profile(child -> child.set(new Profile("a"), Rules.inherit().writableByNobody()).key());
        assertThatExceptionOfType(NoWriteAuthorityException.class)
                .isThrownBy(() -> profile(child -> child.set(new Profile("b")).key()));
        assertThat(chain.<Boolean, RuntimeException>commit(dio -> dio.load(person)
                .in(OTHER)
                .setIfAbsent(new Profile("a"), Rules.inherit().writableByNobody())).booleanValue()).isTrue();
    }
}
