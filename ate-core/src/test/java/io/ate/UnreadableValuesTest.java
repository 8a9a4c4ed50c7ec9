package io.ate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.ser.std.ToStringSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What could be written and never be read again as what it was is refused before it is written. */
class UnreadableValuesTest {
    private final Chain chain = Chain.temporary();

    interface Operation {}

    record Add(int by) implements Operation {}

    record Step(Operation operation) {}

    record Steps(List<Operation> operations) {}

    record Anything(Object value) {}

    record Worker(Thread thread) {}

    record Task(Runnable task) {}

    record Unmade(NeedsItsText text) {}

    record Unread(TakesATextAlone text) {}

    record Code(OfAText code, OfANumber number) {}

    record Wrapped(List<Anything> inside) {}

    record Typed(@JsonProperty("@type") String type) {}

    record Versioned(@JsonProperty("@version") int version) {}

    record Looped(List<Object> items) {}

    record Free(Map<String, Object> fields, List<Object> items, JsonNode tree) {}

    record Places(ZoneId zone, CharSequence name, Number count) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    interface Annotated {}

    record Circle(int radius) implements Annotated {}

    record Drawn(Annotated shape, List<Annotated> more) {}

    sealed interface Tree permits Leaf, Twig, Branch {}

    record Twig(int length) implements Tree {}

    record Leaf(int value) implements Tree {}

    record Branch(List<Tree> below, Operation operation) implements Tree {}

    static final class NeedsItsText {
        private final String text;

        NeedsItsText(String text, int unused) {
            this.text = text + unused;
        }

        public String getText() {
            return text;
        }
    }

    /** Jackson makes one of a text, and writes it by its components. */
    static final class TakesATextAlone {
        private final String text;

        TakesATextAlone(String words) {
            text = words;
        }

        public String getText() {
            return text;
        }
    }

    /** Is written as what it is made of. */
    static final class OfAText {
        private final String text;

        OfAText(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfAText same && same.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** Is written by somebody else as what it is made of. */
    @JsonSerialize(using = ToStringSerializer.class)
    static final class OfANumber {
        private final int number;

        OfANumber(String digits) {
            number = Integer.parseInt(digits);
        }

        public int getNumber() {
            return number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfANumber same && same.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }

        @Override
        public String toString() {
            return Integer.toString(number);
        }
    }

    @AfterEach
    void close() {
        chain.close();
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(refused(new Step(new Add(1)), "component \"operation\" of Step", "sealed interface"),
                refused(new Steps(List.of(new Add(1))), "component \"operations\" of Steps", "sealed interface"),
                refused(new Anything(new Add(1)), "component \"value\" of Anything", "JsonNode"),
                refused(new Anything("text"), "component \"value\" of Anything", "JsonNode"),
                refused(new Wrapped(List.of(new Anything(1))), "component \"value\" of Anything", "JsonNode"),
                refused(new Worker(Thread.ofPlatform().unstarted(UnreadableValuesTest::new)),
                        "component \"thread\" of Worker", "the JDK"),
                refused(new Task(() -> {
                }), "component \"task\" of Task", "sealed interface"),
                refused(new Unmade(new NeedsItsText("a", 1)), "component \"text\" of Unmade", "constructor"),
                refused(new TakesATextAlone("a"), "TakesATextAlone", "constructor"),
                refused(new Unread(new TakesATextAlone("a")), "component \"text\" of Unread", "constructor"),
                refused(new Branch(List.of(), new Add(1)), "component \"operation\" of Branch", "sealed interface"),
                refused(new Typed("Circle"), "component \"@type\" of Typed", "another name"),
                refused(new Versioned(9), "component \"@version\" of Versioned", "another name"),
                refused(Thread.ofPlatform().unstarted(UnreadableValuesTest::new), "Thread", "the JDK"),
                refused(new Object(), "Object", "Type.tree"),
                refused((Callable<String>) () -> "called", "lambda", "record"));
    }

    private static Arguments refused(Object value, String place, String remedy) {
        return Arguments.of(value, place, remedy);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatCouldNotBeReadAgainIsRefusedWithTheComponentAndWhatToDo(Object value, String place, String remedy) {
        for (int i = 0; i < 2; i++) { // what is known of a class by then changes nothing
            assertThatIllegalArgumentException().isThrownBy(() -> chain.store(value))
                    .withMessageContaining(place)
                    .withMessageContaining(remedy);
        }
        assertThat(chain.sequence()).as("what is stored").isZero();
    }

    @Test
    void whatJacksonReadsAgainIsTaken() {
        Free free = new Free(Map.of("a", List.of(1, "b")), List.of("c", true),
                JsonNodeFactory.instance.objectNode().put("d", 1));
        Places places = new Places(ZoneId.of("Europe/Berlin"), "here", 5);
        Drawn drawn = new Drawn(new Circle(1), List.of(new Circle(2)));
        Tree leaf = new Leaf(1);
        Code code = new Code(new OfAText("a"), new OfANumber("1"));

        assertThat(chain.get(chain.store(free))).isEqualTo(free);
        assertThat(chain.get(chain.store(places))).isEqualTo(places);
        assertThat(chain.get(chain.store(drawn))).isEqualTo(drawn);
        assertThat(chain.get(chain.store(leaf))).isEqualTo(leaf);
        assertThat(chain.get(chain.store(code))).isEqualTo(code);
    }

    @Test
    void anotherMemberOfTheFamilyThanTheReferenceSaysIsNamedWithItsObject() {
        DaoRef<Tree> tree = chain.store(new Leaf(1));
        DaoRef<Twig> wrong = DaoRef.of(Twig.class, tree.key());

        assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> {
            Twig read = chain.get(wrong);
            assertThat(read).isNull();
        }).withMessageContaining(tree.key().toString()).withMessageContaining("Leaf").withMessageContaining("Twig");
        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.run(dio -> dio.load(wrong).update(each -> each)))
                .withMessageContaining("Leaf");
    }

    @Test
    void aValueThatContainsItselfIsRefusedInAFewWords() {
        List<Object> items = new ArrayList<>();
        items.add(items);

        assertThatIllegalArgumentException().isThrownBy(() -> chain.store(new Looped(items)))
                .withMessageContaining("contain itself")
                .withNoCause()
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(300));
    }
}
