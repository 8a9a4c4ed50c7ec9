package io.ate.examples;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.IncompatibleValueException;
import io.ate.Type;
import io.ate.TypeName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What the guide says that values may be. */
class GuideValuesTest {
    // guide: values
    @TypeName("person") // the name in the log, so that the class may be called otherwise one day
    record Person(String name, Optional<String> mail, @Nullable Instant born, List<Shape> drawings) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}
    // end

    record Generic<T>(T value) {}

    record Note(String text) {}

    @Test
    void recordsAndMembersOfSealedFamiliesAreValues() {
        try (Chain chain = Chain.temporary()) {
            // guide: family
            DaoRef<Shape> shape = chain.store(new Circle(3)); // stored as a Shape that is a Circle
            chain.run(dio -> dio.load(shape).update(_ -> new Square(5)));
            // end
            assertThat(chain.get(shape)).isEqualTo(new Square(5));
            Person ada = new Person("Ada", Optional.empty(), null, List.of(new Circle(1), new Square(2)));
            assertThat(chain.get(chain.store(ada))).isEqualTo(ada);
            assertThatIllegalArgumentException().isThrownBy(() -> chain.store(new Generic<>("no")))
                    .withMessageContaining("type parameters");
        }
    }

    @Test
    void treesAreReadAndWrittenWithoutAClassAndUnknownFieldsStay() {
        try (Chain chain = Chain.temporary()) {
            // guide: trees
            JsonNode json = new JsonMapper().readTree("{\"text\":\"buy milk\",\"urgent\":true}");
            DaoRef<JsonNode> tree = chain.store(Type.tree("Note"), json);

            DaoRef<Note> note = DaoRef.of(Note.class, tree.key()); // the same object, read as a Note
            chain.run(dio -> dio.load(note).update(_ -> new Note("buy bread")));
            IO.println(chain.get(tree)); // {"text":"buy bread","urgent":true}
            // end
            assertThat(chain.get(tree).toString()).isEqualTo("{\"text\":\"buy bread\",\"urgent\":true}");
            chain.overwrite(note, new Note("buy all"));
            assertThat(chain.get(tree).toString()).isEqualTo("{\"text\":\"buy all\"}");
            DaoRef<JsonNode> other = chain.store(Type.tree("Note"), new JsonMapper().readTree("{\"text\":5}"));
            assertThatExceptionOfType(IncompatibleValueException.class)
                    .isThrownBy(() -> chain.get(DaoRef.of(Note.class, other.key())))
                    .withMessageContaining("text");
        }
    }
}
