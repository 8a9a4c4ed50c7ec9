package io.ate.internal.exchange;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is open with one party: as caller, by its own numbers, and as one who serves. Confined to the exchange. */
final class Books {
    /** Its calls that are not answered to the end, by request. */
    final Map<Integer, Route> calls = new LinkedHashMap<>();
    /** Its offers to serve, by request. */
    final Map<Integer, Listener> listeners = new HashMap<>();
    /** What it was given to answer and has not answered to the end, by call. */
    final Map<Integer, Route> serving = new LinkedHashMap<>();
    /** Its calls that wait for somebody who serves. */
    final Queued queued = new Queued();
    private int lastCall;

    /** A number for a call that it is given. */
    int nextCall() {
        do {
            lastCall = lastCall == Integer.MAX_VALUE ? 1 : lastCall + 1;
        } while (serving.containsKey(lastCall));
        return lastCall;
    }
}
