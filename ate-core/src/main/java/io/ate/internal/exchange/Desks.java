package io.ate.internal.exchange;

import io.ate.PrimaryKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services of one chain that somebody serves or waits for, and how much waits in all. Confined to the exchange. */
final class Desks {
    /** One part in so many of what may wait in all may wait for one service, and be one party's. */
    private static final int SHARE = 4;

    private final ExchangeLimits limits;
    private final Map<PrimaryKey, Desk> desks = new LinkedHashMap<>();
    private final Queued inAll = new Queued();

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
        return inAll.requests();
    }

    /** Tells whether another request may wait: a busy service, or a busy caller, leaves room for the others. */
    boolean hasRoomFor(Route route) {
        return inAll.hasRoomFor(route, limits, 1) && route.ofCaller.hasRoomFor(route, limits, SHARE)
                && of(route.service).queued.hasRoomFor(route, limits, SHARE);
    }

    /** The request waits, last in the line of its service. */
    void line(Route route) {
        Desk desk = of(route.service);
        desk.waiting.add(route);
        desk.queued.add(route);
        route.ofCaller.add(route);
        inAll.add(route);
    }

    /** The request waits no longer. */
    void unline(Route route) {
        Desk desk = of(route.service);
        if (desk.waiting.remove(route)) {
            desk.queued.remove(route);
            route.ofCaller.remove(route);
            inAll.remove(route);
        }
    }
}
