package io.ate.internal.exchange;

/**
 * How many requests wait, and how many bytes they have: of all, of one service, or of one party. Confined to the
 * exchange.
 */
final class Queued {
    private int requests;
    private long bytes;

    int requests() {
        return requests;
    }

    /**
     * Tells whether another request may wait, which the first one may however long it is.
     *
     * @param share one part in so many of what may wait in all may wait here
     */
    boolean hasRoomFor(Route route, ExchangeLimits limits, int share) {
        return requests < limits.waiting() / share
                && (requests == 0 || bytes + route.said.length() <= limits.waitingBytes() / share);
    }

    void add(Route route) {
        requests++;
        bytes += route.said.length();
    }

    void remove(Route route) {
        requests--;
        bytes -= route.said.length();
    }
}
