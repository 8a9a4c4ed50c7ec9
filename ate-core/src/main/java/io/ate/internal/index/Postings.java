package io.ate.internal.index;

import io.ate.Index;
import io.ate.KeyRange;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The postings of an index after one commit, sorted, in runs of some hundred. Immutable and thread-safe.
 *
 * <p>
 * The next commit's has all runs in common with this one but those that the commit touches. So a reader takes one of
 * them and is alone with it, without a lock, and a change costs one run and the list of runs: of a million objects some
 * 20 KiB to copy, and no node per object that a balanced tree would keep.
 */
final class Postings<T, K extends Comparable<? super K>> {
    private final List<List<Posting<T, K>>> runs;
    /** How many postings are before each run, and at last how many there are. */
    private final int[] starts;

    /** @param runs sorted, none empty; each immutable */
    Postings(List<List<Posting<T, K>>> runs) {
        this.runs = List.copyOf(runs);
        starts = new int[runs.size() + 1];
        for (int i = 0; i < runs.size(); i++) {
            starts[i + 1] = starts[i] + runs.get(i).size();
        }
    }

    int size() {
        return starts[runs.size()];
    }

    List<Index.Entry<T, K>> range(KeyRange<? super K> range) {
        int from = countUntil(range, 0);
        return new Window(from, Math.max(from, countUntil(range, 1)));
    }

    List<Index.Entry<T, K>> all() {
        return new Window(0, size());
    }

    /** How many postings lie before the first whose position in {@code range} is {@code least} or greater. */
    private int countUntil(KeyRange<? super K> range, int least) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Integer.signum(range.position(get(middle).key())) < least) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Posting<T, K> get(int index) {
        int found = Arrays.binarySearch(starts, index);
        int run = found >= 0 ? found : -found - 2;
        return runs.get(run).get(index - starts[run]);
    }

    /** Some postings that follow each other. Immutable. */
    private final class Window extends AbstractList<Index.Entry<T, K>> implements RandomAccess {
        private final int from;
        private final int to;

        Window(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public Index.Entry<T, K> get(int index) {
            Objects.checkIndex(index, size());
            return Postings.this.get(from + index);
        }

        @Override
        public int size() {
            return to - from;
        }
    }
}
