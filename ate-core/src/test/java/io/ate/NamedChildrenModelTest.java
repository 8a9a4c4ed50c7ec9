package io.ate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Random programs on maps, maps below their entries, a single child and a stream do what collections of the JDK do. */
class NamedChildrenModelTest {
    private static final Field.Map<Integer, Leaf> LEAVES = Field.map("leaves", Integer.class, Leaf.class);
    private static final Field.Child<Leaf> ONE = Field.child("one", Leaf.class);
    private static final Field.Stream<Leaf> EVENTS = Field.stream("events", Leaf.class);
    private static final int UNITS = 40;
    private static final int STEPS = 12;
    private static final int KEYS = 5;

    record Leaf(int value) {}

    private static final class Abandoned extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** What is at a key. What was there before the unit of work keeps its place until that ends. */
    private static final class Node {
        private int value;
        private boolean old;
        private boolean gone;
        private final Map<Integer, Node> below = new LinkedHashMap<>();

        private Node(int value) {
            this.value = value;
        }

        private Node copy() {
            Node copy = new Node(value);
            copy.old = old;
            copy.gone = gone;
            below.forEach((key, node) -> copy.below.put(key, node.copy()));
            return copy;
        }

        private boolean hasOldBelow() {
            return below.values().stream().anyMatch(node -> node.old && !node.gone);
        }

        private void settle() {
            below.values().removeIf(node -> node.gone);
            below.values().forEach(node -> {
                node.old = true;
                node.settle();
            });
        }

        private Map<Integer, Integer> shown() {
            Map<Integer, Integer> shown = new LinkedHashMap<>();
            below.forEach((key, node) -> {
                if (!node.gone) {
                    shown.put(key, node.value);
                }
            });
            return shown;
        }
    }

    /** All that there is below the one object. */
    private record Model(Node root, List<Integer> events, List<Integer> single) {
        private Model copy() {
            return new Model(root.copy(), new ArrayList<>(events), new ArrayList<>(single));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void itIsWhatTheModelSays(long seed) {
        Random random = new Random(seed);
        Trust trust = random.nextBoolean() ? Trust.CENTRALIZED : Trust.DISTRIBUTED;
        try (Chain chain = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Leaf> top = chain.store(new Leaf(0));
            Model model = new Model(new Node(0), new ArrayList<>(), new ArrayList<>());
            for (int unit = 0; unit < UNITS; unit++) {
                String where = "seed " + seed + ", unit " + unit;
                Model next = model.copy();
                try {
                    chain.run(dio -> run(dio.load(top), next, random, where));
                    next.root.settle();
                    model = next;
                } catch (Abandoned _) {
                    // the model stays, too
                }
                Model kept = model;
                chain.run(dio -> assertIs(dio.load(top), kept, where + ", at its end"));
            }
        }
    }

    private static void run(Dao<Leaf> top, Model model, Random random, String where) throws Abandoned {
        for (int step = 0; step < random.nextInt(1, STEPS); step++) {
            String here = where + ", step " + step;
            switch (random.nextInt(10)) {
                case 0 -> append(top, model, random, here);
                case 1 -> single(top, model, random, here);
                case 2, 3, 4, 5 -> below(top, model.root, random, random.nextInt(KEYS), here);
                default -> change(top.in(LEAVES), model.root, random, here);
            }
            assertIs(top, model, here);
        }
        if (random.nextInt(8) == 0) {
            throw new Abandoned();
        }
    }

    private static void append(Dao<Leaf> top, Model model, Random random, String here) {
        List<Leaf> events = random.ints(random.nextInt(3), 0, 100).mapToObj(Leaf::new).toList();
        events.forEach(event -> model.events.add(event.value()));
        assertThat(top.in(EVENTS).append(events)).as(here).isEqualTo(model.events.size());
    }

    private static void single(Dao<Leaf> top, Model model, Random random, String here) {
        DaoChild<Leaf> child = top.in(ONE);
        int value = random.nextInt(100);
        switch (random.nextInt(3)) {
            case 0 -> {
                child.set(new Leaf(value));
                model.single.clear();
                model.single.add(value);
            }
            case 1 -> {
                assertThat(child.setIfAbsent(new Leaf(value))).as(here).isEqualTo(model.single.isEmpty());
                if (model.single.isEmpty()) {
                    model.single.add(value);
                }
            }
            default -> {
                assertThat(child.remove()).as(here).isEqualTo(!model.single.isEmpty());
                model.single.clear();
            }
        }
    }

    private static void below(Dao<Leaf> top, Node root, Random random, int key, String here) throws Abandoned {
        Node node = root.below.get(key);
        Optional<Dao<Leaf>> found = top.in(LEAVES).find(key);
        assertThat(found.isPresent()).as(here).isEqualTo(node != null && !node.gone);
        if (node != null && found.isPresent()) {
            change(found.get().in(LEAVES), node, random, here);
        }
    }

    private static void change(DaoMap<Integer, Leaf> map, Node above, Random random, String here) throws Abandoned {
        int key = random.nextInt(KEYS);
        Leaf value = new Leaf(random.nextInt(100));
        Node node = above.below.get(key);
        boolean there = node != null && !node.gone;
        boolean refused = node != null && node.gone && node.hasOldBelow();
        switch (random.nextInt(4)) {
            case 0 -> {
                assertThat(map.remove(key)).as(here).isEqualTo(there);
                if (there && node.old) {
                    node.gone = true;
                } else if (there) {
                    above.below.remove(key);
                }
            }
            case 1 -> {
                if (refused) {
                    assertThatExceptionOfType(IllegalStateException.class).as(here)
                            .isThrownBy(() -> map.putIfAbsent(key, value));
                    throw new Abandoned();
                }
                assertThat(map.putIfAbsent(key, value)).as(here).isEqualTo(!there);
                if (!there) {
                    put(above, key, value);
                }
            }
            case 2 -> {
                if (there) {
                    map.load(key).update(leaf -> new Leaf(leaf.value() + 1));
                    node.value++;
                }
            }
            default -> {
                if (refused) {
                    assertThatExceptionOfType(IllegalStateException.class).as(here)
                            .isThrownBy(() -> map.put(key, value));
                    throw new Abandoned();
                }
                map.put(key, value);
                put(above, key, value);
            }
        }
    }

    private static void put(Node above, int key, Leaf value) {
        Node node = above.below.computeIfAbsent(key, _ -> new Node(value.value()));
        if (node.gone) {
            node.gone = false;
            node.below.values().removeIf(each -> !each.old);
        }
        node.value = value.value();
    }

    private static void assertIs(Dao<Leaf> top, Model model, String where) {
        assertIs(top.in(LEAVES), model.root, where);
        for (Map.Entry<Integer, Node> each : model.root.below.entrySet()) {
            if (!each.getValue().gone) {
                assertIs(top.in(LEAVES).load(each.getKey()).in(LEAVES), each.getValue(), where + " below " + each
                        .getKey());
            }
        }
        assertThat(top.in(EVENTS).read(0).map(event -> event.value().value())).as(where).isEqualTo(model.events);
        assertThat(top.in(ONE).find().stream().map(dao -> dao.value().value())).as(where).isEqualTo(model.single);
    }

    private static void assertIs(DaoMap<Integer, Leaf> map, Node node, String where) {
        Map<Integer, Integer> shown = node.shown();
        assertThat(map.size()).as(where).isEqualTo(shown.size());
        assertThat(map.keys()).as(where).containsExactlyElementsOf(shown.keySet());
        assertThat(map.stream().map(dao -> dao.value().value())).as(where)
                .containsExactlyElementsOf(shown.values());
        for (int key = 0; key < KEYS; key++) {
            assertThat(map.find(key).map(dao -> dao.value().value())).as(where)
                    .isEqualTo(Optional.ofNullable(shown.get(key)));
        }
    }
}
