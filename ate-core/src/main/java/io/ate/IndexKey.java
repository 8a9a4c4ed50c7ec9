package io.ate;

import java.util.Objects;

/**
 * A key of several parts, ordered by the first, among equals by the rest: for an {@link Index} that is asked for what
 * all that have the same first part have in common, and for ranges among these. Immutable.
 *
 * {@snippet :
 * chain.index(Software.class, each -> IndexKey.of(each.section(), each.size()));
 * }
 *
 * @param first what is compared first
 * @param rest what decides among equals; may itself be a key of several parts
 */
public record IndexKey<A extends Comparable<? super A>, B extends Comparable<? super B>>(A first, B rest)
        implements Comparable<IndexKey<A, B>> {
    public IndexKey {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(rest, "rest");
    }

    /** A key of two parts. */
    public static <A extends Comparable<? super A>, B extends Comparable<? super B>> IndexKey<A, B> of(A first,
            B second) {
        return new IndexKey<>(first, second);
    }

    /** A key of three parts: the rest is a key of the second and third. */
    public static <A extends Comparable<? super A>, B extends Comparable<? super B>, C extends Comparable<? super C>> IndexKey<A, IndexKey<B, C>> of(
            A first, B second, C third) {
        return new IndexKey<>(first, new IndexKey<>(second, third));
    }

    @Override
    public int compareTo(IndexKey<A, B> other) {
        int byFirst = first.compareTo(other.first);
        return byFirst != 0 ? byFirst : rest.compareTo(other.rest);
    }
}
