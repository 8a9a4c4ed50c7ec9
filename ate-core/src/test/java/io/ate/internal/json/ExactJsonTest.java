package io.ate.internal.json;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ExactJsonTest {
    private static final JsonMapper MAPPER = ExactJson.builder(1000).build();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    /** Any number that the grammar of JSON allows. */
    private static String number(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        text.append(random.nextInt(4) == 0 ? "0" : digits(random, true));
        if (random.nextBoolean()) {
            text.append('.').append(digits(random, false));
        }
        if (random.nextInt(3) == 0) {
            text.append(random.nextBoolean() ? "e" : "E")
                    .append(new String[] {"", "+", "-"}[random.nextInt(3)])
                    .append(random.nextInt(1000));
        }
        return text.toString();
    }

    private static String digits(Random random, boolean leading) {
        StringBuilder digits = new StringBuilder();
        for (int left = 1 + random.nextInt(1 << random.nextInt(6)); left > 0; left--) {
            digits.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
        }
        return leading && digits.charAt(0) == '0' ? "7" + digits : digits.toString();
    }

    private static boolean isNegativeZero(String number) {
        return number.startsWith("-") && new BigDecimal(number).signum() == 0;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyNumberKeepsItsDigitsAndItsSign(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            String number = number(random);
            String[] forms = {number, "[" + number + "]", "{\"a\":" + number + "}"};
            for (String form : forms) {
                String written = MAPPER.writeValueAsString(MAPPER.readTree(form));
                String back = written.replaceAll("[^-+0-9.eE]", "");
                if (isNegativeZero(number)) {
                    assertThat(back).as("seed %d: %s", seed, number).isEqualTo("-0.0");
                } else {
                    // equal in BigDecimal's sense: value and number of digits
                    assertThat(new BigDecimal(back)).as("seed %d: %s", seed, number).isEqualTo(new BigDecimal(number));
                }
                assertThat(MAPPER.readTree(written)).as("seed %d: %s", seed, number).isEqualTo(MAPPER.readTree(form));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-0.0", "0", "-1", "1.50", "1E+400", "12345678901234567890123", "\"-0\"", "null", "[]", "{}",
                "{\"a\":[{},[null,true,\"x\"]]}"})
    void whatStandsInItsShortestFormComesBackToTheLetter(String text) {
        assertThat(MAPPER.writeValueAsString(MAPPER.readTree(text))).isEqualTo(text);
    }

    @Test
    void whatWasReadCanBeShownInsideOfSomethingElse() {
        JsonNode deep = MAPPER.readTree("[".repeat(500) + "]".repeat(500));
        assertThat(MAPPER.writeValueAsString(MAPPER.createObjectNode().set("value", deep))).hasSize(1010);
    }
}
