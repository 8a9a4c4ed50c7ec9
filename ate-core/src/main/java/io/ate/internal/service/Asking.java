package io.ate.internal.service;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.ServiceUnavailableException;
import io.ate.Type;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.EphemeralValues;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.Event;
import io.ate.internal.event.Place;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.PlacedCall;
import io.ate.internal.replica.SharedFailure;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and what comes of it. It is sent again, the same bytes, where the server says that nobody has it; it is
 * sealed anew, which makes it another one, only where somebody who may serve has signed that he did not begin it.
 * Confined to one thread, but for closing it, which gives up whatever has not come.
 */
final class Asking<Q, T> implements AutoCloseable {
    /** How long somebody who serves is waited for. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** How many bytes of a reply may come ahead of who takes them. */
    private static final int WINDOW = 256 << 10;

    private final OpenChain chain;
    private final SessionLease session;
    private final EphemeralValues values;
    private final Declaration declaration;
    private final PrimaryKey service;
    private final String name;
    private final Type<Q> type;
    private final Q value;
    private final boolean single;
    private final Deadline grace;
    private volatile Inbox inbox = new Inbox(WINDOW);
    private @Nullable Replies replies;
    private volatile @Nullable PlacedCall call;
    private @Nullable Signed request;
    private boolean begun;
    /** It was sent over a connection that broke, and somebody may have it from there. */
    private boolean uncertain;
    private volatile boolean over;
    private int owed;

    /** A request that is ready to be sent. */
    private record Signed(HeldKeys key, Slice said, long after) {}

    /** @param session stays the caller's */
    Asking(OpenChain chain, SessionLease session, Declaration declaration, Type<Q> type, Q value, boolean single,
            Deadline deadline) {
        this.chain = chain;
        this.session = session;
        this.values = new EphemeralValues(chain, session);
        this.declaration = declaration;
        this.service = declaration.object().key();
        this.name = declaration.name();
        this.type = type;
        this.value = value;
        this.single = single;
        Deadline soon = Deadline.in(GRACE);
        this.grace = deadline.remaining() < soon.remaining() ? deadline : soon;
    }

    /** The next value, or null where there are no more. */
    @Nullable
    T next(Type<T> reply, Deadline deadline) throws InterruptedException {
        while (!over) {
            Inbox.News news = present(deadline) ? inbox.take(deadline) : null;
            switch (news) {
                case null -> throw unavailable(null, "gave no reply in time" + chain.fault(), wasSent());
                case Inbox.News.Ended(RuntimeException cause) -> throw SharedFailure.here(cause);
                case Inbox.News.Refused(Reason reason, String text) -> {
                    demandAgain(reason, text, deadline);
                    call = null;
                }
                case Inbox.News.Said said -> {
                    switch (Objects.requireNonNull(replies).take(said, reply, single, deadline)) {
                        case Replies.Genuine.Value<T>(T found, boolean last) -> {
                            begun = true;
                            taken(said.bytes().length(), last);
                            return found;
                        }
                        case Replies.Genuine.End<T>() -> taken(0, true);
                        case Replies.Genuine.Refusal<T>(Reason reason, String text) -> {
                            refused(reason, text, deadline);
                        }
                    }
                }
            }
        }
        return null;
    }

    private void taken(int bytes, boolean last) {
        PlacedCall present = Objects.requireNonNull(call);
        owed += bytes;
        if (last) {
            over = true;
            present.answered();
        } else if (owed >= WINDOW / 4) {
            inbox.allow(owed);
            present.allow(owed);
            owed = 0;
        }
    }

    /** Sees to it that a request is on its way. */
    private boolean present(Deadline deadline) throws InterruptedException {
        if (call == null) {
            Signed ready = request;
            if (ready == null) {
                ready = sign(deadline);
                request = ready;
            }
            inbox = new Inbox(WINDOW);
            call = chain.replica().services().call(ready.key, ready.said, ready.after, WINDOW, deadline, inbox);
        }
        return true;
    }

    private Signed sign(Deadline deadline) throws InterruptedException {
        if (values.held().isEmpty()) {
            throw new IllegalStateException("a session without keys calls no service, since requests are signed: open "
                    + "the chain with keys");
        }
        try (Standpoint now = standpoint()) {
            declaration.demandToAsk(chain, session, deadline);
            ObjectEntry object = Objects.requireNonNull(now.live(service));
            HeldKeys key = values.heldFor(now, object);
            EphemeralValues.Header header = new EphemeralValues.Header(values.newId(),
                    new Place.Under(service, SignedEphemeral.REQUESTS), key.id(), null);
            Event event = values.seal(now, object, header, type, value, deadline);
            long patience = Math.clamp(deadline.remaining() / 1_000_000, 1, KnownRequests.FARTHEST);
            SignedEphemeral said = SignedEphemeral.sign(chain.id(),
                    new EphemeralTerms.Request(chain.clock().millis() + patience), event, key,
                    now.publicKey(key.id()) != null);
            replies = new Replies(chain, values, service, name, said.hash(chain.id()));
            return new Signed(key, said.encode(), now.sequence());
        }
    }

    /** A standpoint from which the service is seen: what announces it may be on its way. */
    private Standpoint standpoint() throws InterruptedException {
        for (;;) {
            Standpoint now = chain.replica().standpoint();
            if (now.live(service) != null) {
                return now;
            }
            long seen = now.sequence();
            now.close();
            if (!chain.replica().await(seen + 1, grace)) {
                throw unavailable(Reason.NOBODY_SERVES, "is not in the chain: nobody has served it yet", false);
            }
        }
    }

    /** The server says that there is no reply: it is asked again if, by its word, nobody has begun the request. */
    private void demandAgain(Reason reason, String text, Deadline deadline) throws InterruptedException {
        PlacedCall refused = call;
        uncertain |= refused != null && refused.wasSentAgain();
        boolean again = !begun && switch (reason) {
            case NOBODY_SERVES, NOT_PROVEN -> grace.remaining() > 0;
            case TOO_MANY_IN_FLIGHT -> deadline.remaining() > 0;
            default -> false;
        };
        if (!again) {
            boolean maybe = switch (reason) {
                case NOBODY_SERVES, NOT_PROVEN, TOO_MANY_IN_FLIGHT, NO_SUCH_OBJECT, NO_SUCH_CHAIN, MALFORMED, LIMIT,
                        UNSUPPORTED -> false;
                default -> wasSent();
            } || uncertain;
            String what = maybe ? "gave no reply, and the server's last word is " + reason
                    : "gave no reply: " + text + " (" + reason + ")";
            throw unavailable(reason, what, maybe);
        }
        pause();
    }

    /** Who serves has signed that he does not begin the request. */
    private void refused(Reason reason, String text, Deadline deadline) throws InterruptedException {
        PlacedCall present = Objects.requireNonNull(call);
        present.answered();
        uncertain |= present.wasSentAgain();
        boolean sealedAnew = reason == Reason.STALE_DATA_KEY || reason == Reason.MUST_BE_CLEAR
                || reason == Reason.MUST_BE_SEALED;
        if (!sealedAnew && reason != Reason.TOO_MANY_IN_FLIGHT) {
            throw unavailable(reason, "did not take the request: " + text + " (" + reason + ")",
                    reason == Reason.SERVICE_GONE || uncertain);
        }
        if (deadline.remaining() <= 0) {
            throw unavailable(reason, "did not take the request in time: " + text, uncertain);
        }
        pause();
        call = null;
        request = null;
    }

    private void pause() throws InterruptedException {
        chain.replica().pause(Deadline.in(PAUSE));
    }

    private boolean wasSent() {
        PlacedCall present = call;
        return present != null && present.wasSent();
    }

    private ServiceUnavailableException unavailable(@Nullable Reason reason, String what, boolean mayHaveRun) {
        return new ServiceUnavailableException(reason, "the service " + name + " " + what
                + (mayHaveRun ? "; whether the request was executed is not known" : ""), mayHaveRun);
    }

    /** From any thread. */
    @Override
    public void close() {
        over = true;
        inbox.ended(new IllegalStateException("what the service " + name + " replies was closed"));
        PlacedCall present = call;
        if (present != null) {
            present.close();
        }
    }
}
