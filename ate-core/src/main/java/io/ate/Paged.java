package io.ate;

/** A collection that can be read page by page: each takes as long as it is large, however large the collection is. */
public interface Paged<T> {
    /**
     * The first children, at most {@code limit}.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive
     */
    default Page<T> page(int limit) {
        return page(Page.Token.START, limit);
    }

    /**
     * The children behind {@code after}, at most {@code limit}. Children that were there all the time are met once,
     * whatever comes and goes between two pages; one that is moved away and back again is met where it is by then.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive, or {@code after} is a place in another
     * collection
     */
    Page<T> page(Page.Token after, int limit);
}
