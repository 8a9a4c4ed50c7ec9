package io.ate.internal.exchange;

import io.ate.PrimaryKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services of one chain that somebody serves or waits for, and how much waits in all. Confined to the exchange. */
final class Desks {
    private final ExchangeLimits limits;
    private final Map<PrimaryKey, Desk> desks = new LinkedHashMap<>();
    private int waiting;
    private long waitingBytes;

    Desks(ExchangeLimits limits) {
        this.limits = limits;
    }

    Desk of(PrimaryKey service) {
        return desks.computeIfAbsent(service, _ -> new Desk());
    }

    /** All services of now. */
    List<PrimaryKey> services() {
        return List.copyOf(desks.keySet());
    }

    /** Lets go of a service that nobody serves or waits for. */
    void forgetIfIdle(PrimaryKey service) {
        Desk desk = desks.get(service);
        if (desk != null && desk.isIdle()) {
            desks.remove(service);
        }
    }

    /** How many requests wait. */
    int waiting() {
        return waiting;
    }

    /** Tells whether another request may wait. */
    boolean hasRoomFor(Route route) {
        return waiting < limits.waiting() && waitingBytes + route.said.length() <= limits.waitingBytes();
    }

    /** The request waits, last in the line of its service. */
    void line(Route route) {
        of(route.service).waiting.add(route);
        waiting++;
        waitingBytes += route.said.length();
    }

    /** The request waits no longer. */
    void unline(Route route) {
        if (of(route.service).waiting.remove(route)) {
            waiting--;
            waitingBytes -= route.said.length();
        }
    }
}
