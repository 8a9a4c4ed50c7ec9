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
    private static final String NOBODY_SERVES = "nobody serves that now; the request was not executed";

    private final ServingRights rights;
    private final ExchangeLimits limits;
    private final Desks desks;
    private final Map<Party, Books> parties = new LinkedHashMap<>();
    private final Map<Hash, Route> kept = new HashMap<>();
    private long turn;
    private long offers;

    Routing(ServingRights rights, ExchangeLimits limits) {
        this.rights = rights;
        this.limits = limits;
        this.desks = new Desks(limits);
    }

    /** How many calls are not answered to the end, waiting or given, and those that are kept. */
    int open() {
        return desks.waiting() + parties.values().stream().mapToInt(each -> each.serving.size()).sum();
    }

    // --- serving

    void listen(Party party, Listen listen, long now) {
        Books books = books(party);
        Desk desk = desks.of(listen.service());
        Reason right = rights.refusal(listen.service(), party.proven());
        String refusal = right != null ? textOf(right)
                : books.listeners.containsKey(listen.request()) || books.listeners.size() >= limits.listeners()
                        ? "a channel has at most " + limits.listeners() + " offers to serve at a time"
                : desk.size() >= limits.listenersOfService() ? "as many serve this already as may at a time"
                : null;
        if (refusal != null) {
            desks.forgetIfIdle(listen.service());
            reject(party, 0, listen.request(), right != null ? right : Reason.LIMIT, listen.service(), refusal);
            return;
        }
        Listener listener = new Listener(party, books, listen.request(), listen.service(), listen.capacity(), ++offers);
        books.listeners.put(listen.request(), listener);
        party.keep(Route.WEIGHT);
        desk.add(listener);
        party.tell(0, new Listening(party.channel(), listen.request()), 0);
        giveWaiting(listen.service(), now);
    }

    private static String textOf(Reason reason) {
        return reason == Reason.NO_SUCH_OBJECT ? "there is no such service in the chain"
                : "the write rule of the service names none of the keys that were proven";
    }

    void unlisten(Party party, Unlisten unlisten) {
        Listener listener = books(party).listeners.remove(unlisten.request());
        if (listener != null) {
            remove(listener);
        }
    }

    private void remove(Listener listener) {
        listener.withdraw();
        listener.party.keep(-Route.WEIGHT);
        Desk desk = desks.of(listener.service);
        desk.remove(listener);
        if (desk.size() == 0) {
            for (Route each : List.copyOf(desk.waiting)) {
                desks.unline(each);
                nobodyServes(each);
            }
        }
        desks.forgetIfIdle(listener.service);
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
            refuse(route, Reason.SERVICE_GONE, "who serves sent what is no reply, or more than he was allowed to");
        } else if (caller != null && !caller.takes(bytes)) {
            refuse(route, Reason.SERVICE_GONE, "replies come faster than this client takes them");
            if (!last) {
                tellAbandoned(route);
            }
        } else if (caller != null) {
            route.begun = true;
            route.heard = Math.max(route.heard, reply.after());
            route.renew(now);
            caller.tell(route.heard, new Replied(caller.channel(), route.request, reply.after(), reply.said()),
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
                refuse(route, Reason.SERVICE_GONE, "who was to answer cannot");
            } else {
                refuse(route, Reason.NOBODY_SERVES, "who was asked does not take it; it was not executed");
            }
            end(books, route, now);
        }
    }

    /** Who serves is done with it. */
    private void end(Books books, Route route, long now) {
        strike(books, route);
        giveWaiting(route.service, now);
        if (books.serving.size() == limits.given() - 1) { // there was no room for any of its offers
            for (Listener each : List.copyOf(books.listeners.values())) {
                desks.of(each.service).change(each, () -> {
                    // its party takes more
                });
                giveWaiting(each.service, now);
            }
        }
    }

    /** It is on the books of who serves no more. */
    private void strike(Books books, Route route) {
        books.serving.remove(route.call);
        kept.remove(route.id, route);
        Listener listener = route.listener;
        if (listener != null) {
            listener.party.keep(-Route.WEIGHT);
            desks.of(route.service).change(listener, listener::ends);
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
            reject(party, 0, call.request(), refusal, service, "the request was not passed on");
            return;
        }
        Route known = kept.get(id);
        if (known != null && known.listener != null) {
            comeBack(known, known.listener, party, call, now);
            return;
        }
        Route route = new Route(id, service, call, party, books, now);
        Listener free = desks.of(service).waiting.isEmpty() ? free(service, route) : null;
        if (free != null) { // whatever waits for others
            enter(books, route);
            give(route, free, now);
        } else if (desks.of(service).size() == 0) {
            reject(party, 0, call.request(), Reason.NOBODY_SERVES, service, NOBODY_SERVES);
        } else if (!desks.hasRoomFor(route)) {
            reject(party, 0, call.request(), Reason.TOO_MANY_IN_FLIGHT, service, "too many requests wait already");
        } else {
            enter(books, route);
            desks.line(route);
        }
        desks.forgetIfIdle(service);
    }

    private static void enter(Books books, Route route) {
        books.calls.put(route.request, route);
        Party caller = route.caller;
        if (caller != null) {
            caller.keep(Route.WEIGHT + route.said.length());
        }
    }

    /** The caller has a new connection: who serves gets the request again, under a new number, and knows it. */
    private void comeBack(Route known, Listener listener, Party party, Call call, long now) {
        if (!listener.party.takes(call.said().length())) {
            reject(party, 0, call.request(), Reason.TOO_MANY_IN_FLIGHT, known.service,
                    "who has the request takes nothing now");
            return;
        }
        strike(listener.books, known);
        Books books = books(party);
        Route again = new Route(known.id, known.service, call, party, books, now);
        enter(books, again);
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
        if (listener.party.takes(0)) {
            route.credit += allow.bytes();
            listener.party.tell(route.after, new Allowed(listener.party.channel(), route.call, allow.bytes()), 0);
        } else {
            refuse(route, Reason.SERVICE_GONE, "who serves takes nothing any more");
        }
    }

    void abandon(Party party, Abandon abandon) {
        Route route = books(party).calls.get(abandon.request());
        if (route == null) {
            return;
        }
        leave(route);
        if (route.listener == null) {
            desks.unline(route);
            desks.forgetIfIdle(route.service);
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
                desks.unline(each);
                desks.forgetIfIdle(each.service);
            } else if (each.begun) {
                each.abandon(); // a part of the reply is lost, and cannot be had again
                tellAbandoned(each);
            } else {
                kept.put(each.id, each);
            }
        }
        books.listeners.values().forEach(this::remove);
        for (Route each : books.serving.values()) {
            kept.remove(each.id, each);
            refuse(each, Reason.SERVICE_GONE, "who was to answer went away before");
        }
    }

    /** Ends what nobody waits for any longer; called now and then. */
    void tick(long now) {
        for (PrimaryKey service : desks.services()) {
            Desk desk = desks.of(service);
            for (Route route : List.copyOf(desk.waiting)) {
                if (route.isOverdue(now)) {
                    desks.unline(route);
                    refuse(route, Reason.TOO_MANY_IN_FLIGHT, "all who serve were busy; the request was not executed");
                }
            }
            desk.askAgain();
            giveWaiting(service, now);
        }
        kept.values().removeIf(route -> route.isOverdue(now));
        for (Books books : parties.values()) {
            for (Route route : List.copyOf(books.calls.values())) {
                if (route.listener != null && route.isOverdue(now)) {
                    refuse(route, Reason.SERVICE_GONE,
                            route.isUnread() ? "what came was not read for too long" : "no answer came in time");
                    tellAbandoned(route);
                }
            }
        }
        parties.values().forEach(books -> strikeWhatIsOver(books, now));
    }

    /** What was given to an offer that stands counts until it is answered; of one that was withdrawn it need not. */
    private void strikeWhatIsOver(Books books, long now) {
        for (Route route : List.copyOf(books.serving.values())) {
            Listener listener = route.listener;
            if (listener != null && listener.isWithdrawn() && route.isOverdue(now)) {
                end(books, route, now);
            }
        }
    }

    private void refuse(Route route, Reason reason, String text) {
        Party caller = route.caller;
        if (caller != null) {
            leave(route);
            reject(caller, route.heard, route.request, reason, route.service, text);
        }
    }

    // --- giving

    private void giveWaiting(PrimaryKey service, long now) {
        Desk desk = desks.of(service);
        while (!desk.waiting.isEmpty()) {
            Route next = desk.waiting.iterator().next();
            Listener listener = free(service, next);
            if (listener == null) {
                break;
            }
            desks.unline(next);
            give(next, listener, now);
        }
        desks.forgetIfIdle(service);
    }

    /** Who is to be given the request, if it can be given now; those who may not serve any more are met and told. */
    private @Nullable Listener free(PrimaryKey service, Route route) {
        for (;;) {
            Listener next = desks.of(service).next(each -> takes(each, route));
            Reason refusal = next == null ? null : rights.refusal(service, next.party.proven());
            if (next == null || refusal == null) {
                return next;
            }
            next.books.listeners.remove(next.request);
            reject(next.party, 0, next.request, refusal, service, textOf(refusal));
            remove(next);
        }
    }

    private boolean takes(Listener listener, Route route) {
        return listener.books.serving.size() < limits.given() && listener.party.takes(route.said.length());
    }

    private void give(Route route, Listener listener, long now) {
        Books books = listener.books;
        route.listener = listener;
        route.call = books.nextCall();
        books.serving.put(route.call, route);
        listener.party.keep(Route.WEIGHT);
        desks.of(route.service).change(listener, () -> listener.begins(++turn));
        Called called = new Called(listener.party.channel(), listener.request, route.call, route.after, route.left(now),
                route.window, route.said);
        Party caller = route.caller;
        if (caller != null) {
            caller.keep(-route.said.length());
        }
        route.said = Slice.empty(); // whoever serves has it now
        listener.party.tell(route.after, called, called.said().length());
    }

    /** Nobody waits for the reply any more. */
    private void leave(Route route) {
        Party caller = route.caller;
        if (caller != null) {
            books(caller).calls.remove(route.request, route);
            caller.keep(-Route.WEIGHT - route.said.length());
            route.abandon();
        }
    }

    private void nobodyServes(Route route) {
        refuse(route, Reason.NOBODY_SERVES, NOBODY_SERVES);
    }

    /** If there is no room to tell him, who serves works in vain; that he has ended is expected of him all the same. */
    private static void tellAbandoned(Route route) {
        Listener listener = route.listener;
        if (listener != null && listener.party.takes(0)) {
            listener.party.tell(route.after, new Abandoned(listener.party.channel(), route.call), 0);
        }
    }

    private static void reject(Party party, long after, int request, Reason reason, @Nullable PrimaryKey object,
            String text) {
        party.tell(after, new Rejected(party.channel(), request, reason, object, text), text.length());
    }

    private Books books(Party party) {
        return parties.computeIfAbsent(party, _ -> new Books());
    }
}
