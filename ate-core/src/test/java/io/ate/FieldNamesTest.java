package io.ate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A name stands for one collection of a type, and some names are the library's. */
class FieldNamesTest {
    private final Chain chain = Chain.temporary();

    record Item(String name) {}

    record Other(int number) {}

    @TypeName("@Odd")
    record Odd(int number) {}

    record Owner(String name) {
        static final Field.Vec<Item> ITEMS = Field.vec("items", Item.class);
        static final Field.Vec<Other> OTHERS = Field.vec("items", Other.class);
        static final Field.Map<String, Item> MAP = Field.map("items", String.class, Item.class);
        static final Field.Child<Item> CHILD = Field.child("items", Item.class);
        static final Field.Stream<Item> STREAM = Field.stream("items", Item.class);
        static final Field.Map<String, Item> BY_NAME = Field.map("named", String.class, Item.class);
        static final Field.Map<Integer, Item> BY_NUMBER = Field.map("named", Integer.class, Item.class);
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void twoFieldsOfOneNameInOneTypeAreRefusedNamingBoth() {
        DaoRef<Owner> owner = chain.store(new Owner("owner"));
        chain.run(dio -> dio.load(owner).in(Owner.ITEMS).add(new Item("first")));

        chain.run(dio -> {
            Dao<Owner> mine = dio.load(owner);
            assertTwo("Vec of Other", () -> mine.in(Owner.OTHERS));
            assertTwo("Map of String to Item", () -> mine.in(Owner.MAP));
            assertTwo("Child of Item", () -> mine.in(Owner.CHILD));
            assertTwo("Stream of Item", () -> mine.in(Owner.STREAM));
            assertTwo("Vec of Other", () -> dio.children(owner, Owner.OTHERS));
            mine.in(Owner.BY_NAME).put("a", new Item("a"));
        });
        assertTwo("Vec of Other", () -> chain.bus(owner, Owner.OTHERS));
        assertTwo("Vec of Other", () -> chain.index(owner, Owner.OTHERS, Other::number));
        assertTwo("Stream of Item", () -> chain.stream(owner, Owner.STREAM).revision());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain.run(dio -> dio.load(owner).in(Owner.BY_NUMBER).containsKey(1)))
                .withMessageContaining("Map of String to Item")
                .withMessageContaining("Map of Integer to Item");
    }

    private static void assertTwo(String second, Runnable use) {
        assertThatIllegalArgumentException().isThrownBy(use::run)
                .withMessageContaining("type Owner")
                .withMessageContaining("\"items\"")
                .withMessageContaining("Vec of Item")
                .withMessageContaining(second);
    }

    @Test
    void theSameFieldOfAnotherTypeIsAnotherAndTreesReadWhateverIsThere() {
        DaoRef<Owner> owner = chain.store(new Owner("owner"));
        DaoRef<Item> item = chain.store(new Item("item"));
        chain.run(dio -> {
            dio.load(owner).in(Owner.ITEMS).add(new Item("first"));
            dio.load(item).in(Owner.OTHERS).add(new Other(1));
        });

        chain.run(dio -> {
            assertThat(dio.load(item).in(Owner.OTHERS).values()).containsExactly(new Other(1));
            assertThat(dio.load(owner).in(Field.vec("items", Type.tree())).values()).hasSize(1);
            assertThat(dio.load(owner).in(Field.vec("items", Type.tree("Item"))).values()).hasSize(1);
        });
    }

    @Test
    void namesOfTheLibraryAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Field.vec("ate.failures", Item.class))
                .withMessageContaining("\"ate.failures\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Field.map("@items", String.class, Item.class))
                .withMessageContaining("\"@items\"");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.store(new Odd(1)))
                .withMessageContaining("@TypeName");
        assertThat(WorkQueue.FAILURES.name()).as("what the library itself has").isEqualTo("ate.failures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ate.checkpoint", "ate.", "@Odd"})
    void nothingNewIsStoredAsATypeOfTheLibrary(String name) {
        Type<JsonNode> type = Type.tree(name);
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        DaoRef<Owner> owner = chain.store(new Owner("owner"));
        DaoRef<JsonNode> named = chain.ref(type, "one");

        assertReserved(name, () -> chain.store(type, value));
        assertReserved(name, () -> chain.store(named, value));
        assertReserved(name, () -> chain.overwrite(named, value));
        assertReserved(name, () -> chain.run(dio -> dio.load(owner).in(Field.vec("items", type)).add(value)));
        assertReserved(name,
                () -> chain.run(dio -> dio.load(owner).in(Field.map("map", String.class, type)).put("a", value)));
        assertThat(chain.find(named)).as("looking at what is there is free").isEmpty();
    }

    @Test
    void aTreeHasWhateverFieldsItsWriterGivesIt() {
        Type<JsonNode> type = Type.tree("page");
        ObjectNode linked = JsonNodeFactory.instance.objectNode().put("@context", "https://schema.org").put("@id", 7);

        assertThat(chain.get(chain.store(type, linked))).isEqualTo(linked);
    }

    private static void assertReserved(String name, Runnable storing) {
        assertThatIllegalArgumentException().isThrownBy(storing::run)
                .withMessageContaining("\"" + name + "\"")
                .withMessageContaining("the library's")
                .withMessageContaining("another one");
    }
}
