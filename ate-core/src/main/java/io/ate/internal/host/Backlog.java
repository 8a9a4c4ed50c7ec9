package io.ate.internal.host;

/**
 * What a client sent on one connection and has no answer to yet. With too much of it the client is not read from, until
 * half of that is answered; so what waits is bounded, and nothing is lost. The same goes for too much of all clients
 * together, on an {@link Intake}. Confined to the connection's executor.
 */
final class Backlog {
    /** So many requests other than commits are worked on at a time for one connection. */
    private static final int REQUESTS_AT_WORK = 16;

    private final Limits limits;
    private final Intake intake;
    private final Runnable roomCame;
    private final Outlet out;
    private int requestsAtWork;
    private int commitsInFlight;
    private long bytesInFlight;
    private boolean paused;
    private boolean awaitingRoom;

    /**
     * @param roomCame is run, on any thread, when others have been answered that this one waited for: it leads to
     * {@link #roomCame()}
     */
    Backlog(Limits limits, Intake intake, Runnable roomCame, Outlet out) {
        this.limits = limits;
        this.intake = intake;
        this.roomCame = roomCame;
        this.out = out;
    }

    void requestBegins() {
        requestBegins(0);
    }

    /** @param length bytes that are kept for the request */
    void requestBegins(int length) {
        requestsAtWork++;
        intake.begins(length);
        pauseIfFull();
    }

    void requestEnds() {
        requestEnds(0);
    }

    void requestEnds(int length) {
        requestsAtWork--;
        intake.ends(length);
    }

    void commitBegins(int length) {
        commitsInFlight++;
        bytesInFlight += length;
        intake.begins(length);
        pauseIfFull();
    }

    void commitEnds(int length) {
        commitsInFlight--;
        bytesInFlight -= length;
        intake.ends(length);
    }

    boolean hasCommits() {
        return commitsInFlight > 0;
    }

    private void pauseIfFull() {
        if (!paused && (isFull(1) || intake.isFull())) {
            paused = true;
            out.read(false);
            awaitRoom();
        }
    }

    /** All clients together have too much: no answer of this connection's own will tell when that is over. */
    private void awaitRoom() {
        if (!awaitingRoom && !intake.hasRoom()) {
            awaitingRoom = true;
            intake.whenRoom(roomCame);
        }
    }

    /** Others have been answered; there may be room now, or none again. */
    void roomCame() {
        awaitingRoom = false;
    }

    /** Tells whether nothing more is to be begun. */
    boolean isPaused() {
        return paused;
    }

    /** Reads on if enough is answered; to be called when something is. */
    void resumeIfRoom() {
        if (paused && !isFull(2)) {
            awaitRoom();
            if (!awaitingRoom) {
                paused = false;
                out.read(true);
            }
        }
    }

    private boolean isFull(int share) {
        return commitsInFlight >= limits.commitsInFlight() / share || bytesInFlight >= limits.bytesInFlight() / share
                || requestsAtWork >= REQUESTS_AT_WORK / share;
    }
}
