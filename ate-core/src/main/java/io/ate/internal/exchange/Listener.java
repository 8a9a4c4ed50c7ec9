package io.ate.internal.exchange;

import io.ate.PrimaryKey;

/** A party's offer to serve. Confined to the exchange. */
final class Listener {
    final Party party;
    final int request;
    final PrimaryKey service;
    final int capacity;
    /** Requests that it has and has not answered to the end. */
    int busy;
    /** When it was given one last, in turns of the exchange. */
    long given;

    Listener(Party party, int request, PrimaryKey service, int capacity) {
        this.party = party;
        this.request = request;
        this.service = service;
        this.capacity = capacity;
    }

    boolean hasRoomFor(Route route) {
        return busy < capacity && party.takes(route.said.length());
    }
}
