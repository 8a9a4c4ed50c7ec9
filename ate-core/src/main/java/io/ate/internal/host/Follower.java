package io.ate.internal.host;

/** Fetches what becomes durable of one chain. Asked by the chain's owner. */
interface Follower {
    /** There is more to fetch; must be quick. */
    void wake();

    /** Sequence up to which it has all. */
    long reached();
}
