package io.ate.internal.exchange;

import io.ate.PrimaryKey;

/** A party's offer to serve. Confined to the exchange. */
final class Listener {
    final Party party;
    final Books books;
    final int request;
    final PrimaryKey service;
    /** Which offer it is of all that were ever made. */
    final long number;
    private final int capacity;
    /** Requests that it has and has not answered to the end. */
    private int busy;
    /** When it was given one last, in turns of the exchange. */
    private long given;
    private boolean withdrawn;

    Listener(Party party, Books books, int request, PrimaryKey service, int capacity, long number) {
        this.party = party;
        this.books = books;
        this.request = request;
        this.service = service;
        this.capacity = capacity;
        this.number = number;
    }

    /** Tells whether it can work on another one, if its party takes that. */
    boolean isFree() {
        return busy < capacity;
    }

    int busy() {
        return busy;
    }

    long given() {
        return given;
    }

    /** It is given a request, in that turn. */
    void begins(long turn) {
        busy++;
        given = turn;
    }

    /** A request that it had is none of its any more. */
    void ends() {
        busy--;
    }

    /** It is given nothing any more. */
    void withdraw() {
        withdrawn = true;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }
}
