package io.ate.internal.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes the {@link Postings} after one commit of those after the commit before. Confined to the thread that keeps
 * projections up; what it gives is never changed by it.
 */
final class PostingEditor<T, K extends Comparable<? super K>> {
    private static final int LONGEST = 512;
    private static final int SHORTEST = LONGEST / 4;

    private final List<Run<T, K>> runs = new ArrayList<>();

    /** Postings in a row. It is copied before it is changed, if it has been given away. */
    private static final class Run<T, K extends Comparable<? super K>> {
        List<Posting<T, K>> postings;
        boolean isShared;

        Run(List<Posting<T, K>> postings) {
            this.postings = postings;
        }

        List<Posting<T, K>> own() {
            if (isShared) {
                postings = new ArrayList<>(postings);
                isShared = false;
            }
            return postings;
        }

        List<Posting<T, K>> share() {
            if (!isShared) {
                postings = List.copyOf(postings);
                isShared = true;
            }
            return postings;
        }
    }

    /** Adds a posting; if comparing keys throws, nothing has changed. */
    void add(Posting<T, K> posting) {
        if (runs.isEmpty()) {
            runs.add(new Run<>(new ArrayList<>(List.of(posting))));
            return;
        }
        int at = runOf(posting);
        Run<T, K> run = runs.get(at);
        int found = Collections.binarySearch(run.postings, posting);
        if (found >= 0) {
            throw new IllegalStateException(posting + " is in the index already: this is a mistake in the library");
        }
        run.own().add(-found - 1, posting);
        if (run.postings.size() > LONGEST) {
            List<Posting<T, K>> behind = run.postings.subList(LONGEST / 2, run.postings.size());
            runs.add(at + 1, new Run<>(new ArrayList<>(behind)));
            behind.clear();
        }
    }

    /**
     * Takes out a posting that was added.
     *
     * @throws IllegalStateException if it cannot be found because its key is ordered otherwise than it was
     */
    void remove(Posting<T, K> posting) {
        int at = runs.isEmpty() ? 0 : runOf(posting);
        int found = runs.isEmpty() ? -1 : Collections.binarySearch(runs.get(at).postings, posting);
        if (found < 0) {
            throw new IllegalStateException(
                    posting + " is not where its key belongs: keys of an index must not change, "
                            + "and their order must agree with itself");
        }
        runs.get(at).own().remove(found);
        shorten(at);
    }

    /** Puts a run that has become short together with a neighbour that has room for it. */
    private void shorten(int at) {
        List<Posting<T, K>> postings = runs.get(at).postings;
        if (postings.isEmpty()) {
            runs.remove(at);
        } else if (postings.size() < SHORTEST && runs.size() > 1) {
            int left = Math.max(0, at - 1);
            List<Posting<T, K>> right = runs.get(left + 1).postings;
            if (runs.get(left).postings.size() + right.size() <= LONGEST / 2) {
                runs.get(left).own().addAll(right);
                runs.remove(left + 1);
            }
        }
    }

    /** The run in which the posting belongs: the first that ends with it or behind it, else the last. */
    private int runOf(Posting<T, K> posting) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).postings.getLast().compareTo(posting) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void clear() {
        runs.clear();
    }

    /** What there is now. */
    Postings<T, K> publish() {
        return new Postings<>(runs.stream().map(Run::share).toList());
    }
}
