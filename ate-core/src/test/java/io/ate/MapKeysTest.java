package io.ate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** What maps take as keys. */
class MapKeysTest {
    private final List<Chain> chains = new ArrayList<>();

    record Top(String name) {}

    record Word(@JsonValue String text) {}

    record Point(int x, int y) {}

    record OneWay(int number) {
        @JsonValue
        String text() {
            return "no " + number;
        }

        @JsonCreator
        static OneWay read(String text) {
            return new OneWay(text.length());
        }
    }

    enum Colour {
        RED, GREEN
    }

    interface Code {
        @JsonCreator
        static Code of(String text) {
            return new Letter(text);
        }
    }

    record Letter(@JsonValue String text) implements Code {}

    record Keys<K>(Class<K> keyClass, List<K> keys) {
        @Override
        public String toString() {
            return keyClass.getSimpleName();
        }
    }

    @AfterEach
    void close() {
        chains.forEach(Chain::close);
    }

    private Chain chain(boolean readable) {
        Chain chain = Chain.temporary(AteConfig.builder().readablePayloads(readable).build());
        chains.add(chain);
        return chain;
    }

    static Stream<Keys<?>> kinds() {
        return Stream.of(
                new Keys<>(String.class,
                        List.of("a", "A", "", "ä", "a\u0308", "\uD83D\uDE00", "5", "x".repeat(10_000))),
                new Keys<>(Integer.class, List.of(0, -1, Integer.MAX_VALUE)),
                new Keys<>(Long.class, List.of(5L, Long.MIN_VALUE)),
                new Keys<>(Double.class, List.of(0.1, 1e300, -0.0, 0.0)),
                new Keys<>(Float.class, List.of(0.1f, 3f)),
                new Keys<>(BigInteger.class, List.of(BigInteger.ONE, BigInteger.TEN.pow(50))),
                new Keys<>(BigDecimal.class, List.of(new BigDecimal("1.0"), new BigDecimal("1.00"))),
                new Keys<>(Boolean.class, List.of(true, false)),
                new Keys<>(Colour.class, List.of(Colour.RED, Colour.GREEN)),
                new Keys<>(UUID.class, List.of(new UUID(1, 2), new UUID(-1, 2))),
                new Keys<>(LocalDate.class, List.of(LocalDate.of(2026, 1, 31))),
                new Keys<>(Instant.class, List.of(Instant.EPOCH, Instant.EPOCH.plusNanos(1))),
                new Keys<>(PrimaryKey.class, List.of(PrimaryKey.ZERO, new PrimaryKey(1, 2))),
                new Keys<>(Word.class, List.of(new Word("a"), new Word("b"))),
                new Keys<>(char[].class, List.of()), new Keys<>(byte[].class, List.of()),
                new Keys<>(DaoRef.class, List.of(DaoRef.of(Top.class, new PrimaryKey(1, 2)))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    <K> void whatIsTextNumberOrBooleanIsAKey(Keys<K> kind) {
        isAKey(kind, chain(false));
        isAKey(kind, chain(true));
    }

    private static <K> void isAKey(Keys<K> kind, Chain chain) {
        Field.Map<K, Integer> field = Field.map("map", kind.keyClass(), Integer.class);
        DaoRef<Top> top = chain.store(new Top("top"));
        for (int i = 0; i < kind.keys().size(); i++) {
            K key = kind.keys().get(i);
            int value = i;
            chain.run(dio -> dio.load(top).in(field).put(key, value));
        }
        chain.run(dio -> {
            DaoMap<K, Integer> map = dio.load(top).in(field);
            assertThat(map.keys()).containsExactlyElementsOf(kind.keys());
            for (int i = 0; i < kind.keys().size(); i++) {
                assertThat(map.get(kind.keys().get(i))).isEqualTo(i);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Point.class, int[].class, String[].class, ArrayList.class, HashMap.class})
    void aClassOfWhichNoValueIsAKeyIsRefusedBeforeThereIsOne(Class<?> keyClass) {
        Chain chain = chain(false);
        DaoRef<Top> top = chain.store(new Top("top"));
        chain.run(dio -> assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> dio.load(top).in(Field.map("map", keyClass, Integer.class)))
                .withMessageContaining(keyClass.getName())
                .withMessageContaining("\"map\""));
    }

    @Test
    void whatAnInterfaceIsWrittenAsItsValuesSay() {
        isAKey(new Keys<>(Code.class, List.of(Code.of("a"), Code.of("b"))), chain(false));
    }

    @Test
    void whatIsWrittenOtherwiseIsNoKey() {
        Chain chain = chain(false);
        DaoRef<Top> top = chain.store(new Top("top"));
        chain.run(dio -> {
            Dao<Top> in = dio.load(top);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> in.in(Field.map("m", Point.class, Integer.class)).find(new Point(1, 2)))
                    .withMessageContaining("Point");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> in.in(Field.map("n", OneWay.class, Integer.class)).put(new OneWay(1), 1))
                    .withMessageContaining("read again");
        });
    }

    @Test
    @SuppressWarnings("NullAway") // what an unchecked program may do
    void nullIsNoKey() {
        Chain chain = chain(false);
        DaoRef<Top> top = chain.store(new Top("top"));
        chain.run(dio -> assertThatNullPointerException()
                .isThrownBy(() -> dio.load(top).in(Field.map("m", String.class, Integer.class)).put(null, 1)));
    }

    /** Written as UTF-8, all of them would be the same question mark. */
    @ParameterizedTest
    @ValueSource(ints = {0xD800, 0xDBFF, 0xDC00, 0xDFFF})
    void halfACharacterIsNoName(int half) {
        String text = "a" + (char) half + "b";
        Chain chain = chain(false);
        DaoRef<Top> top = chain.store(new Top("top"));
        chain.run(dio -> assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> dio.load(top).in(Field.map("m", String.class, Integer.class)).put(text, 1)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> chain.ref(Top.class, text));
    }
}
