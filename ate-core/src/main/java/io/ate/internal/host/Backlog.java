package io.ate.internal.host;

import java.util.concurrent.Executor;

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
    private final Executor own;
    private final Outlet out;
    private int requestsAtWork;
    private int commitsInFlight;
    private long bytesInFlight;
    private boolean paused;
    private boolean awaitingRoom;

    /** @param own runs the connection's tasks */
    Backlog(Limits limits, Intake intake, Executor own, Outlet out) {
        this.limits = limits;
        this.intake = intake;
        this.own = own;
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
            intake.whenRoom(() -> own.execute(() -> {
                awaitingRoom = false;
                resumeIfRoom();
            }));
        }
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
