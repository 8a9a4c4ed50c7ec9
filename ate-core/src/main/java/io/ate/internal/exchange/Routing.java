package io.ate.internal.exchange;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.protocol.Abandon;
import io.ate.internal.protocol.Abandoned;
import io.ate.internal.protocol.Allow;
import io.ate.internal.protocol.Allowed;
import io.ate.internal.protocol.Call;
import io.ate.internal.protocol.Called;
import io.ate.internal.protocol.Decline;
import io.ate.internal.protocol.Listen;
import io.ate.internal.protocol.Listening;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Replied;
import io.ate.internal.protocol.Reply;
import io.ate.internal.protocol.Unlisten;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request to one of those who serve, the least busy, and brings the reply back. A state machine: time is
 * passed in, and what it has to say it tells the parties, which only take it in. Confined to one thread at a time.
 *
 * <p>
 * Every call ends with the last part of a reply, a refusal, or its caller's leaving. Who serves keeps what he was given
 * on his books until he has replied to the end, also when nobody waits any more: his capacity is what he can work on.
 * When a caller's connection breaks, what he was waiting for is kept for him ({@link #kept}) until his patience is at
 * its end: the same request, sent again, goes to the same one who serves, who knows it.
 */
final class Routing {
    /** What a short message weighs in a party's mail. */
    private static final int SHORT = 64;

    private final ServingRights rights;
    private final ExchangeLimits limits;
    private final Map<PrimaryKey, Desk> desks = new LinkedHashMap<>();
    private final Map<Party, Books> parties = new LinkedHashMap<>();
    private final Map<Hash, Route> kept = new HashMap<>();
    private int waiting;
    private long waitingBytes;
    private long turn;

    Routing(ServingRights rights, ExchangeLimits limits) {
        this.rights = rights;
        this.limits = limits;
    }

    /** How many calls are not answered to the end, waiting or given, and those that are kept. */
    int open() {
        return waiting + parties.values().stream().mapToInt(each -> each.serving.size()).sum();
    }

    // --- serving

    void listen(Party party, Listen listen, long now) {
        Reason refusal = rights.refusal(listen.service(), party.proven());
        Books books = books(party);
        if (refusal != null || books.listeners.containsKey(listen.request())
                || books.listeners.size() >= limits.calls()) {
            Reason reason = refusal != null ? refusal : Reason.LIMIT;
            reject(party, listen.request(), reason, listen.service(), textOf(reason));
            return;
        }
        Listener listener = new Listener(party, listen.request(), listen.service(), listen.capacity());
        books.listeners.put(listen.request(), listener);
        Desk desk = desk(listen.service());
        desk.listeners.add(listener);
        party.tell(0, new Listening(party.channel(), listen.request()), SHORT);
        giveWaiting(listen.service(), desk, now);
    }

    private static String textOf(Reason reason) {
        return switch (reason) {
            case NO_SUCH_OBJECT -> "there is no such service in the chain";
            case NO_WRITE_AUTHORITY -> "the write rule of the service names none of the keys that were proven";
            default -> "too many offers to serve on one channel";
        };
    }

    void unlisten(Party party, Unlisten unlisten) {
        Listener listener = books(party).listeners.remove(unlisten.request());
        if (listener != null) {
            remove(listener);
        }
    }

    private void remove(Listener listener) {
        Desk desk = desk(listener.service);
        desk.listeners.remove(listener);
        if (desk.listeners.isEmpty()) {
            for (Route each : List.copyOf(desk.waiting)) {
                endWaiting(desk, each);
                nobodyServes(each);
            }
            forgetIfIdle(listener.service, desk);
        }
    }

    /** @param said null if it is none of that party's */
    void reply(Party party, Reply reply, @Nullable SignedEphemeral said, long now) {
        Books books = books(party);
        Route route = books.serving.get(reply.call());
        if (route == null) {
            return; // its listener is behind: that call is over
        }
        EphemeralTerms.Part part = said != null && said.service().equals(route.service)
                && said.terms() instanceof EphemeralTerms.Reply terms ? terms.part() : null;
        boolean sound = part != null && route.credit > 0;
        boolean last = part == null || !sound || part.isLast();
        int bytes = reply.said().length();
        route.credit -= bytes;
        Party caller = route.caller;
        if (caller != null && !sound) {
            leave(route);
            reject(caller, route.request, Reason.SERVICE_GONE, route.service,
                    "who serves sent what is no reply, or more than he was allowed to");
        } else if (caller != null && !caller.takes(bytes)) {
            leave(route);
            reject(caller, route.request, Reason.SERVICE_GONE, route.service,
                    "replies come faster than this client takes them");
            if (!last) {
                party.tell(0, new Abandoned(party.channel(), route.call), SHORT);
            }
        } else if (caller != null) {
            route.begun = true;
            route.renew(now);
            caller.tell(reply.after(), new Replied(caller.channel(), route.request, reply.after(), reply.said()),
                    bytes);
            if (last) {
                leave(route);
            }
        }
        if (last) {
            end(books, route, now);
        }
    }

    void decline(Party party, Decline decline, long now) {
        Books books = books(party);
        Route route = books.serving.get(decline.call());
        if (route != null) {
            if (decline.begun()) {
                refuse(route, Reason.SERVICE_GONE, "who was to answer cannot; it may have been executed");
            } else {
                refuse(route, Reason.NOBODY_SERVES, "who was asked does not take it; it was not executed");
            }
            end(books, route, now);
        }
    }

    /** Who serves is done with it. */
    private void end(Books books, Route route, long now) {
        books.serving.remove(route.call);
        kept.remove(route.id, route);
        Listener listener = route.listener;
        if (listener != null) {
            listener.busy--;
            giveWaiting(route.service, desk(route.service), now);
        }
    }

    // --- calling

    /** @param id the hash of the request */
    void call(Party party, Call call, SignedEphemeral said, Hash id, boolean authorIsProven, long now) {
        PrimaryKey service = said.service();
        Books books = books(party);
        Reason refusal = !(said.terms() instanceof EphemeralTerms.Request)
                || books.calls.containsKey(call.request()) ? Reason.MALFORMED
                : !authorIsProven ? Reason.NOT_PROVEN
                : rights.object(service) == null ? Reason.NO_SUCH_OBJECT
                : books.calls.size() >= limits.calls() ? Reason.TOO_MANY_IN_FLIGHT
                : null;
        if (refusal != null) {
            reject(party, call.request(), refusal, service, "the request was not passed on");
            return;
        }
        Route known = kept.remove(id);
        if (known != null && known.listener != null) {
            comeBack(known, known.listener, party, call, now);
            return;
        }
        Route route = new Route(id, service, call, party, now);
        Desk desk = desk(service);
        books.calls.put(call.request(), route);
        if (desk.listeners.isEmpty()) {
            nobodyServes(route);
            forgetIfIdle(service, desk);
        } else if (waiting >= limits.waiting() || waitingBytes + route.said.length() > limits.waitingBytes()) {
            leave(route);
            reject(party, call.request(), Reason.TOO_MANY_IN_FLIGHT, service, "too many requests wait already");
        } else {
            desk.waiting.add(route);
            waiting++;
            waitingBytes += route.said.length();
            giveWaiting(service, desk, now);
        }
    }

    /** The caller has a new connection: who serves gets the request again, under a new number, and knows it. */
    private void comeBack(Route known, Listener listener, Party party, Call call, long now) {
        Books serving = books(listener.party);
        serving.serving.remove(known.call);
        listener.busy--;
        Route again = new Route(known.id, known.service, call, party, now);
        books(party).calls.put(call.request(), again);
        give(again, listener, now);
    }

    void allow(Party party, Allow allow, long now) {
        Route route = books(party).calls.get(allow.request());
        if (route == null) {
            return;
        }
        route.renew(now);
        Listener listener = route.listener;
        if (listener == null) {
            return;
        }
        if (listener.party.takes(SHORT)) {
            route.credit += allow.bytes();
            listener.party.tell(0, new Allowed(listener.party.channel(), route.call, allow.bytes()), SHORT);
        } else {
            leave(route);
            reject(party, allow.request(), Reason.SERVICE_GONE, route.service, "who serves takes nothing any more");
        }
    }

    void abandon(Party party, Abandon abandon) {
        Route route = books(party).calls.get(abandon.request());
        if (route == null) {
            return;
        }
        leave(route);
        if (route.listener == null) {
            Desk desk = desk(route.service);
            endWaiting(desk, route);
            forgetIfIdle(route.service, desk);
        } else {
            tellAbandoned(route);
        }
    }

    // --- leaving, and time

    /** The party's channel is closed. */
    void left(Party party) {
        Books books = parties.remove(party);
        if (books == null) {
            return;
        }
        for (Route each : List.copyOf(books.calls.values())) {
            each.caller = null;
            if (each.listener == null) {
                Desk desk = desk(each.service);
                endWaiting(desk, each);
                forgetIfIdle(each.service, desk);
            } else if (each.begun) {
                tellAbandoned(each); // a part of the reply is lost, and cannot be had again
            } else {
                kept.put(each.id, each);
            }
        }
        books.listeners.values().forEach(this::remove);
        for (Route each : books.serving.values()) {
            kept.remove(each.id, each);
            Party caller = each.caller;
            if (caller != null) {
                leave(each);
                reject(caller, each.request, Reason.SERVICE_GONE, each.service,
                        "who was to answer went away before; whether the request was executed is not known");
            }
        }
    }

    /** Ends what nobody waits for any longer; called now and then. */
    void tick(long now) {
        for (Map.Entry<PrimaryKey, Desk> each : new ArrayList<>(desks.entrySet())) {
            Desk desk = each.getValue();
            for (Route route : List.copyOf(desk.waiting)) {
                if (route.expires <= now) {
                    endWaiting(desk, route);
                    refuse(route, Reason.TOO_MANY_IN_FLIGHT, "all who serve were busy; the request was not executed");
                }
            }
            giveWaiting(each.getKey(), desk, now);
        }
        kept.values().removeIf(route -> route.expires <= now);
        for (Books books : parties.values()) {
            for (Route route : List.copyOf(books.calls.values())) {
                if (route.listener != null && route.expires <= now) {
                    refuse(route, Reason.SERVICE_GONE,
                            "no answer came in time; whether the request was executed is not known");
                    tellAbandoned(route);
                }
            }
        }
    }

    private void refuse(Route route, Reason reason, String text) {
        Party caller = route.caller;
        if (caller != null) {
            leave(route);
            reject(caller, route.request, reason, route.service, text);
        }
    }

    // --- giving

    private void giveWaiting(PrimaryKey service, Desk desk, long now) {
        while (!desk.waiting.isEmpty()) {
            Route next = desk.waiting.getFirst();
            Listener listener = desk.leastBusyFor(next);
            if (listener == null) {
                break;
            }
            Reason refusal = rights.refusal(service, listener.party.proven());
            if (refusal != null) {
                books(listener.party).listeners.remove(listener.request);
                reject(listener.party, listener.request, refusal, service, textOf(refusal));
                remove(listener);
            } else {
                endWaiting(desk, next);
                give(next, listener, now);
            }
        }
        forgetIfIdle(service, desk);
    }

    private void give(Route route, Listener listener, long now) {
        Books books = books(listener.party);
        route.listener = listener;
        route.call = books.nextCall();
        books.serving.put(route.call, route);
        listener.busy++;
        listener.given = ++turn;
        Called called = new Called(listener.party.channel(), listener.request, route.call, route.after, route.left(now),
                route.window, route.said);
        route.said = Slice.empty(); // whoever serves has it now
        listener.party.tell(route.after, called, called.said().length());
    }

    private void endWaiting(Desk desk, Route route) {
        if (desk.waiting.remove(route)) {
            waiting--;
            waitingBytes -= route.said.length();
        }
    }

    /** Nobody waits for the reply any more. */
    private void leave(Route route) {
        Party caller = route.caller;
        if (caller != null) {
            books(caller).calls.remove(route.request, route);
            route.caller = null;
        }
    }

    private void nobodyServes(Route route) {
        refuse(route, Reason.NOBODY_SERVES, "nobody serves that now; the request was not executed");
    }

    private static void tellAbandoned(Route route) {
        Listener listener = route.listener;
        if (listener != null) {
            listener.party.tell(0, new Abandoned(listener.party.channel(), route.call), SHORT);
        }
    }

    private static void reject(Party party, int request, Reason reason, @Nullable PrimaryKey object, String text) {
        party.tell(0, new Rejected(party.channel(), request, reason, object, text), SHORT + text.length());
    }

    private Books books(Party party) {
        return parties.computeIfAbsent(party, _ -> new Books());
    }

    private Desk desk(PrimaryKey service) {
        return desks.computeIfAbsent(service, _ -> new Desk());
    }

    private void forgetIfIdle(PrimaryKey service, Desk desk) {
        if (desk.isIdle()) {
            desks.remove(service, desk);
        }
    }
}
