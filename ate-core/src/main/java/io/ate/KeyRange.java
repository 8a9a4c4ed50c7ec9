package io.ate;

import java.util.Objects;

/**
 * A stretch of keys in their order, for questions to an {@link Index}. Implementations must be stateless.
 *
 * <p>
 * A range says of each key whether it lies before, in or behind it. That is all that an index needs to know, so a
 * program can write ranges of keys of its own where those that stand here are not enough:
 *
 * {@snippet :
 * record Version(int major, int minor) implements Comparable<Version> { ... }
 *
 * KeyRange<Version> three = version -> Integer.compare(version.major(), 3);
 * }
 */
@FunctionalInterface
public interface KeyRange<K> {
    /**
     * Where {@code key} lies: negative before the range, 0 in it, positive behind it. A greater key never lies further
     * before.
     */
    int position(K key);

    /** What lies in this range and in {@code other}. */
    default KeyRange<K> and(KeyRange<? super K> other) {
        Objects.requireNonNull(other, "other");
        return key -> {
            int here = position(key);
            return here != 0 ? here : other.position(key);
        };
    }

    /** All keys. */
    static <K> KeyRange<K> all() {
        return _ -> 0;
    }

    /** That key alone. */
    static <K extends Comparable<? super K>> KeyRange<K> at(K key) {
        Objects.requireNonNull(key, "key");
        return each -> each.compareTo(key);
    }

    /** That key and all greater ones. */
    static <K extends Comparable<? super K>> KeyRange<K> from(K least) {
        Objects.requireNonNull(least, "least");
        return each -> Math.min(each.compareTo(least), 0);
    }

    /** All keys greater than that one. */
    static <K extends Comparable<? super K>> KeyRange<K> above(K bound) {
        Objects.requireNonNull(bound, "bound");
        return each -> each.compareTo(bound) > 0 ? 0 : -1;
    }

    /** That key and all smaller ones. */
    static <K extends Comparable<? super K>> KeyRange<K> upTo(K greatest) {
        Objects.requireNonNull(greatest, "greatest");
        return each -> Math.max(each.compareTo(greatest), 0);
    }

    /** All keys smaller than that one. */
    static <K extends Comparable<? super K>> KeyRange<K> below(K bound) {
        Objects.requireNonNull(bound, "bound");
        return each -> each.compareTo(bound) < 0 ? 0 : 1;
    }

    /** Both keys and all between them. */
    static <K extends Comparable<? super K>> KeyRange<K> between(K least, K greatest) {
        return KeyRange.<K>from(least).and(upTo(greatest));
    }

    /** All texts that begin with {@code prefix}. */
    static KeyRange<String> startingWith(String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        return each -> each.startsWith(prefix) ? 0 : each.compareTo(prefix);
    }

    /** All keys with that first part. */
    static <A extends Comparable<? super A>, B extends Comparable<? super B>> KeyRange<IndexKey<A, B>> under(A first) {
        Objects.requireNonNull(first, "first");
        return each -> each.first().compareTo(first);
    }

    /** All keys with that first part whose rest lies in {@code rest}. */
    static <A extends Comparable<? super A>, B extends Comparable<? super B>> KeyRange<IndexKey<A, B>> under(A first,
            KeyRange<? super B> rest) {
        Objects.requireNonNull(rest, "rest");
        return KeyRange.<A, B>under(first).and(each -> rest.position(each.rest()));
    }
}
