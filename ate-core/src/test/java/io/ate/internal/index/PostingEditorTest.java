package io.ate.internal.index;

import io.ate.Index;
import io.ate.KeyRange;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sorted postings are what a sorted map of the same changes is, now and in every state that was published. */
class PostingEditorTest {
    private static Posting<String, Integer> posting(int key) {
        ObjectEntry entry = ObjectEntry.unsent(new PrimaryKey(1, key), PrimaryKey.ZERO, "", "note", null);
        return new Posting<>(key, entry, new Unread());
    }

    /** Values that nobody asks for. */
    private record Unread() implements ObjectValues<String> {
        @Override
        public Type<String> type() {
            return Type.of(String.class);
        }

        @Override
        public String read(ObjectEntry entry) {
            throw new AssertionError("nobody asked for the value of " + entry);
        }
    }

    private static List<Integer> keys(List<Index.Entry<String, Integer>> found) {
        return found.stream().map(Index.Entry::key).toList();
    }

    /** A published state, and the model as it was then. */
    private record Published(Postings<String, Integer> postings, List<Integer> keys) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsASortedMapWhosePublishedStatesNeverChange(long seed) {
        Random random = new Random(seed);
        PostingEditor<String, Integer> editor = new PostingEditor<>();
        TreeMap<Integer, Posting<String, Integer>> model = new TreeMap<>();
        List<Published> published = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            boolean isGrowing = random.nextInt(3) > 0;
            for (int i = random.nextInt(400); i > 0; i--) {
                int key = random.nextInt(10_000);
                Posting<String, Integer> present = model.get(key);
                if (present == null && isGrowing) {
                    model.put(key, posting(key));
                    editor.add(model.get(key));
                } else if (present != null && !isGrowing) {
                    editor.remove(present);
                    model.remove(key);
                }
            }
            published.add(new Published(editor.publish(), List.copyOf(model.keySet())));
            int from = random.nextInt(10_000);
            int to = from + random.nextInt(2_000);
            assertThat(keys(editor.publish().range(KeyRange.from(from).and(KeyRange.below(to)))))
                    .as("seed %s, round %s, from %s to %s", seed, round, from, to)
                    .containsExactlyElementsOf(model.subMap(from, true, to, false).keySet());
        }
        for (Published each : published) {
            assertThat(keys(each.postings.all())).as("seed %s", seed).isEqualTo(each.keys);
        }
        List.copyOf(model.values()).forEach(editor::remove);
        assertThat(editor.publish().all()).as("seed %s", seed).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotTakenOutAndNothingTwicePutIn() {
        PostingEditor<String, Integer> editor = new PostingEditor<>();
        assertThatIllegalStateException().isThrownBy(() -> editor.remove(posting(1)));
        editor.add(posting(1));
        assertThatIllegalStateException().isThrownBy(() -> editor.remove(posting(2)));
        assertThatIllegalStateException().isThrownBy(() -> editor.add(posting(1)));
        assertThat(editor.publish().all()).hasSize(1);
    }

    @Test
    void windowsAreListsThatCannotBeChangedNorReadBeyondTheirEnds() {
        PostingEditor<String, Integer> editor = new PostingEditor<>();
        for (int i = 0; i < 2_000; i++) {
            editor.add(posting(i));
        }
        List<Index.Entry<String, Integer>> found = editor.publish().range(KeyRange.between(600, 1_400));
        assertThat(found).hasSize(801);
        assertThat(keys(found.reversed().subList(0, 2))).containsExactly(1_400, 1_399);
        assertThatThrownBy(() -> found.get(801)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> found.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(found::removeFirst).isInstanceOf(UnsupportedOperationException.class);
    }
}
