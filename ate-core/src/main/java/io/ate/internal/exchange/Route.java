package io.ate.internal.exchange;

import io.ate.PrimaryKey;
import io.ate.internal.protocol.Call;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import org.jspecify.annotations.Nullable;

/** One request on its way to who serves, and the way back. Confined to the exchange. */
final class Route {
    /** What one weighs in memory, beside the request itself. */
    static final int WEIGHT = 256;
    /** So many milliseconds a caller may leave what came unread: who serves waits for him meanwhile. */
    static final int READING = 10 * 60_000;

    final Hash id;
    final PrimaryKey service;
    final long after;
    final int patience;
    final int window;
    /** What waits of its caller's. */
    final Queued ofCaller;
    /** The request itself, as long as it waits. */
    Slice said;
    /** Null when nobody waits for the reply. */
    @Nullable
    Party caller;
    int request;
    /** Null while it waits for one. */
    @Nullable
    Listener listener;
    /** The number under which the listener knows it. */
    int call;
    /** How many bytes of replies the caller takes. */
    long credit;
    /** A part of a reply has gone to the caller. */
    boolean begun;
    /** The sequence up to which the chain comes before what the caller was told last. */
    long heard;
    /** When either side was heard of last, by the exchange's clock. */
    private long heardOf;
    private boolean abandoned;

    /**
     * @param id the hash of the request, by which it is known again when its caller comes back
     * @param books the caller's
     */
    Route(Hash id, PrimaryKey service, Call call, Party caller, Books books, long now) {
        this.id = id;
        this.service = service;
        this.after = call.after();
        this.patience = call.patience();
        this.window = call.window();
        this.said = Slice.of(call.said().toArray()); // else a long frame would be kept for it
        this.caller = caller;
        this.ofCaller = books.queued;
        this.request = call.request();
        this.credit = call.window();
        this.heardOf = now;
    }

    /** Its caller waits again for as long as at first. */
    void renew(long now) {
        heardOf = now;
    }

    /** Nobody waits for the reply any more. */
    void abandon() {
        caller = null;
        abandoned = true;
    }

    /** Tells whether by then nobody waits for the reply, nor comes back for it. */
    boolean isOverdue(long now) {
        return abandoned || heardOf + (isUnread() ? Math.max(patience, READING) : patience) <= now;
    }

    /** Tells whether who serves has said all that he may before the caller reads on: nothing is late then. */
    boolean isUnread() {
        return begun && credit <= 0;
    }

    /** Milliseconds that its caller still waits. */
    int left(long now) {
        return Math.clamp(heardOf + patience - now, 0, Integer.MAX_VALUE);
    }
}
