package io.ate.internal.host;

/**
 * What a client sent on one connection and has no answer to yet. With too much of it the client is not read from, until
 * half of that is answered; so what waits is bounded, and nothing is lost. Confined to the connection's executor.
 */
final class Backlog {
    /** So many requests other than commits are worked on at a time for one connection. */
    private static final int REQUESTS_AT_WORK = 16;

    private final Limits limits;
    private final Outlet out;
    private int requestsAtWork;
    private int commitsInFlight;
    private long bytesInFlight;
    private boolean paused;

    Backlog(Limits limits, Outlet out) {
        this.limits = limits;
        this.out = out;
    }

    void requestBegins() {
        requestsAtWork++;
        pauseIfFull();
    }

    void requestEnds() {
        requestsAtWork--;
    }

    void commitBegins(int length) {
        commitsInFlight++;
        bytesInFlight += length;
        pauseIfFull();
    }

    void commitEnds(int length) {
        commitsInFlight--;
        bytesInFlight -= length;
    }

    boolean hasCommits() {
        return commitsInFlight > 0;
    }

    private void pauseIfFull() {
        if (!paused && isFull(1)) {
            paused = true;
            out.read(false);
        }
    }

    /** Reads on if enough is answered; to be called when something is. */
    void resumeIfRoom() {
        if (paused && !isFull(2)) {
            paused = false;
            out.read(true);
        }
    }

    private boolean isFull(int share) {
        return commitsInFlight >= limits.commitsInFlight() / share || bytesInFlight >= limits.bytesInFlight() / share
                || requestsAtWork >= REQUESTS_AT_WORK / share;
    }
}
