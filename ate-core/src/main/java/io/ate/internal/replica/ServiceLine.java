package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Registration;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
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
import io.ate.internal.protocol.ServiceNews;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.Unlisten;
import io.ate.internal.sequence.Serial;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Slice;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a replica says and hears in matters of services, over one connection after the other: offers to serve are made
 * anew on each, and calls that nobody has begun to answer are sent again, the same bytes, so that whoever has executed
 * one already knows it. It carries bytes; whether they are genuine is for others to see. Thread-safe: what is done is
 * done in turn. No clock, no I/O.
 */
public final class ServiceLine {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLine.class);

    private final Verifiers verifiers;
    private final Runnable hurry;
    private final Absence absence;
    private final Serial turn;
    private final Set<PlacedCall> calls = new LinkedHashSet<>();
    private final Map<Integer, PlacedCall> sent = new HashMap<>();
    private final Set<Offer> offers = new LinkedHashSet<>();
    private final Map<Integer, Offer> offered = new HashMap<>();
    private final Map<Integer, CallersEnd> serving = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private @Nullable Link link;
    private @Nullable RuntimeException ended;

    /** A connection, as long as it holds: what is said after that is said to nobody. */
    interface Link {
        /** The number of the chain's channel. */
        int channel();

        /** Says something after what was said before. */
        void say(ServiceRequest message);

        /** Says something that needs a proven key, with a number for the request, or tells why that key is not. */
        void say(HeldKeys key, IntFunction<ServiceRequest> message, Consumer<String> unproven);
    }

    /** An offer to serve, made anew on each connection. */
    private static final class Offer {
        private final PrimaryKey service;
        private final HeldKeys key;
        private final int capacity;
        private final Consumer<IncomingCall> handler;

        private Offer(PrimaryKey service, HeldKeys key, int capacity, Consumer<IncomingCall> handler) {
            this.service = service;
            this.key = key;
            this.capacity = capacity;
            this.handler = handler;
        }
    }

    /**
     * @param hurry is run when there is something to say and no connection to say it on
     * @param absence of the server
     */
    ServiceLine(ReplicaEnvironment environment, Runnable hurry, Absence absence) {
        this.verifiers = environment.verifiers();
        this.turn = new Serial(environment.owners());
        this.hurry = hurry;
        this.absence = absence;
    }

    /** Keeps public keys decoded. */
    public Verifiers verifiers() {
        return verifiers;
    }

    /**
     * Sends a request, now or when there is a connection.
     *
     * @param key the keys of its author
     * @param after the sequence that it was made from
     * @param window how many bytes of the reply may come before more are allowed
     */
    public PlacedCall call(HeldKeys key, Slice said, long after, int window, Deadline deadline,
            PlacedCall.Caller caller) {
        PlacedCall call = new PlacedCall(this, key, said, after, window, deadline, caller);
        open.incrementAndGet();
        turn.here(() -> {
            if (ended != null) {
                open.decrementAndGet();
                caller.ended(ended);
                return;
            }
            calls.add(call);
            if (link == null) {
                hurry.run();
                if (absence.isTold()) {
                    refuse(call, Reason.GOING_AWAY,
                            String.valueOf(absence.unavailable("nobody was asked").getMessage()));
                }
            } else {
                send(link, call);
            }
        });
        return call;
    }

    /**
     * Offers to serve.
     *
     * @param key keys that the write rule of the service names
     * @param capacity how many requests are taken at a time
     * @param handler is given each request, on a thread of the library's, and must be quick
     */
    public Registration listen(PrimaryKey service, HeldKeys key, int capacity, Consumer<IncomingCall> handler) {
        Offer offer = new Offer(service, key, capacity, handler);
        turn.here(() -> {
            if (ended == null) {
                offers.add(offer);
                if (link != null) {
                    send(link, offer);
                }
            }
        });
        return () -> turn.here(() -> withdraw(offer));
    }

    /** Tells whether somebody waits for a reply. */
    boolean awaitsReplies() {
        return open.get() > 0;
    }

    /** There is a connection on which the chain is followed. */
    void connected(Link with) {
        turn.here(() -> {
            if (ended == null) {
                link = with;
                offers.forEach(each -> send(with, each));
                List.copyOf(calls).forEach(each -> send(with, each));
            }
        });
    }

    /** The connection is gone. What has begun to be answered cannot be answered to the end. */
    void disconnected() {
        turn.here(() -> {
            link = null;
            offered.clear();
            sent.clear();
            List.copyOf(serving.values()).forEach(CallersEnd::end);
            serving.clear();
            for (PlacedCall each : List.copyOf(calls)) {
                each.sentAs(0);
                if (each.hasBegun()) {
                    refuse(each, Reason.SERVICE_GONE, "the connection to the server broke in the middle of the reply");
                }
            }
        });
    }

    /** Nothing goes on from here. */
    void end(RuntimeException cause) {
        turn.here(() -> {
            ended = cause;
            link = null;
            offers.clear();
            List.copyOf(serving.values()).forEach(CallersEnd::end);
            serving.clear();
            for (PlacedCall each : List.copyOf(calls)) {
                finish(each);
                each.caller().ended(cause);
            }
        });
    }

    /** Takes what the server says. */
    void received(ServiceNews news) {
        turn.here(() -> {
            switch (news) {
                case Listening _ -> LOG.debug("requests to a service may come");
                case Called called -> called(called);
                case Replied replied -> replied(replied);
                case Allowed(int _, int call, int bytes) -> {
                    CallersEnd caller = serving.get(call);
                    if (caller != null) {
                        caller.allow(bytes);
                    }
                }
                case Abandoned(int _, int call) -> {
                    CallersEnd caller = serving.get(call);
                    if (caller != null) {
                        caller.end();
                    }
                }
            }
        });
    }

    /** Takes a refusal if it is one of these matters. */
    void rejected(Rejected rejected) {
        turn.here(() -> {
            PlacedCall call = sent.get(rejected.request());
            Offer offer = offered.remove(rejected.request());
            if (call != null) {
                refuse(call, rejected.reason(), rejected.text());
            } else if (offer != null) {
                LOG.warn("the server lets this program not serve {}: {}, {}; it is asked again on the next connection",
                        offer.service, rejected.reason(), rejected.text());
            }
        });
    }

    // --- in turn

    private void send(Link with, PlacedCall call) {
        with.say(call.key(), request -> {
            turn.here(() -> noteSent(with, call, request));
            return new Call(with.channel(), request, call.after(), call.patience(), call.window(), call.said());
        }, text -> turn.here(() -> refuse(call, Reason.NOT_PROVEN, text)));
    }

    private void noteSent(Link with, PlacedCall call, int request) {
        if (!with.equals(link)) {
            return;
        }
        call.sentAs(request);
        if (call.isOver()) {
            with.say(new Abandon(with.channel(), request));
        } else {
            sent.put(request, call);
        }
    }

    private void send(Link with, Offer offer) {
        with.say(offer.key, request -> {
            turn.here(() -> {
                if (with.equals(link)) {
                    offered.put(request, offer);
                    if (!offers.contains(offer)) {
                        withdraw(offer);
                    }
                }
            });
            return new Listen(with.channel(), request, offer.service, offer.capacity);
        }, text -> LOG.warn("this program cannot serve {}: {}", offer.service, text));
    }

    private void withdraw(Offer offer) {
        offers.remove(offer);
        Link present = link;
        offered.entrySet().removeIf(each -> {
            boolean own = each.getValue().equals(offer);
            if (own && present != null) {
                present.say(new Unlisten(present.channel(), each.getKey()));
            }
            return own;
        });
    }

    private void called(Called called) {
        Link by = link;
        Offer offer = offered.get(called.listen());
        if (by == null) {
            return;
        }
        int number = called.call();
        CallersEnd caller = new CallersEnd(called.window(), new CallersEnd.Way() {
            @Override
            public void reply(long after, Slice part, boolean last) {
                by.say(new Reply(by.channel(), number, after, part));
                if (last) {
                    turn.here(() -> forget(by, number));
                }
            }

            @Override
            public void decline(boolean begun) {
                by.say(new Decline(by.channel(), number, begun));
                turn.here(() -> forget(by, number));
            }
        });
        if (offer == null || called.said().length() > Bounds.ENCODED_EPHEMERAL) {
            caller.decline(); // withdrawn meanwhile
        } else {
            serving.put(number, caller);
            offer.handler.accept(new IncomingCall(called.said(), called.after(), called.patience(), caller));
        }
    }

    private void forget(Link by, int number) {
        if (by.equals(link)) {
            serving.remove(number);
        }
    }

    private void replied(Replied replied) {
        PlacedCall call = sent.get(replied.request());
        if (call != null && replied.said().length() <= Bounds.ENCODED_EPHEMERAL) {
            call.begin();
            call.caller().replied(replied.after(), replied.said());
        }
    }

    void allow(PlacedCall call, int bytes) {
        turn.here(() -> {
            Link present = link;
            if (present != null && call.request() != 0 && !call.isOver()) {
                present.say(new Allow(present.channel(), call.request(), bytes));
            }
        });
    }

    void abandon(PlacedCall call) {
        turn.here(() -> {
            Link present = link;
            if (!call.isOver()) {
                finish(call);
                if (present != null && call.request() != 0) {
                    present.say(new Abandon(present.channel(), call.request()));
                }
            }
        });
    }

    void answered(PlacedCall call) {
        turn.here(() -> finish(call));
    }

    private void refuse(PlacedCall call, Reason reason, String text) {
        if (!call.isOver()) {
            finish(call);
            call.caller().refused(reason, text);
        }
    }

    private void finish(PlacedCall call) {
        if (!call.isOver()) {
            call.end();
            open.decrementAndGet();
            calls.remove(call);
            sent.remove(call.request(), call);
        }
    }
}
