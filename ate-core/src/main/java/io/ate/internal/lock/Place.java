package io.ate.internal.lock;

import io.ate.PrimaryKey;
import io.ate.internal.event.WriterId;
import org.jspecify.annotations.Nullable;

/** A holder's place, or a waiter's, until its time is over. Confined to the table. */
final class Place<A> {
    final PrimaryKey object;
    final WriterId holder;
    /** When it was taken, among all places. */
    final long order;
    /** Where the answer goes. */
    A asker;
    /** What all have in common who can be answered over the same channel; null once that is closed. */
    @Nullable
    Object origin;
    long lease;
    long until;

    Place(PrimaryKey object, WriterId holder, long order, A asker, long lease, long until) {
        this.object = object;
        this.holder = holder;
        this.order = order;
        this.asker = asker;
        this.lease = lease;
        this.until = until;
    }
}
