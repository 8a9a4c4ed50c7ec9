package io.ate.internal.index;

import io.ate.Index;
import io.ate.KeyRange;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps objects sorted by keys that are computed from their values. */
final class SortedKeeper<T, K extends Comparable<? super K>> implements Keeper<T, Posting<T, K>> {
    private final ObjectValues<T> values;
    private final Function<? super T, ? extends @Nullable K> key;
    private final PostingEditor<T, K> editor = new PostingEditor<>();
    private volatile Sorted<T, K> shown = new Sorted<>(-1, new Postings<T, K>(List.of()));

    /** What readers see. */
    private record Sorted<T, K extends Comparable<? super K>>(long sequence, Postings<T, K> postings)
            implements Index.State<T, K> {
        @Override
        public List<Index.Entry<T, K>> equal(K key) {
            Objects.requireNonNull(key, "key");
            return range(KeyRange.at(key));
        }

        @Override
        public List<Index.Entry<T, K>> range(KeyRange<? super K> range) {
            Objects.requireNonNull(range, "range");
            return postings.range(range);
        }

        @Override
        public List<Index.Entry<T, K>> all() {
            return postings.all();
        }
    }

    SortedKeeper(ObjectValues<T> values, Function<? super T, ? extends @Nullable K> key) {
        this.values = values;
        this.key = key;
    }

    Index.State<T, K> shown() {
        return shown;
    }

    @Override
    public @Nullable Posting<T, K> enter(ObjectEntry entry, T value) {
        K found = key.apply(value);
        if (found == null) {
            return null;
        }
        if (KeyRange.at(found).position(found) != 0) { // or throws, where a part of it is null: here, and no later
            throw new IllegalStateException("a key of an index does not equal itself");
        }
        Posting<T, K> posting = new Posting<>(found, entry, values);
        editor.add(posting);
        return posting;
    }

    @Override
    public void leave(Posting<T, K> posting) {
        editor.remove(posting);
    }

    @Override
    public void clear() {
        editor.clear();
    }

    @Override
    public void publish(long sequence) {
        shown = new Sorted<>(sequence, editor.publish());
    }
}
