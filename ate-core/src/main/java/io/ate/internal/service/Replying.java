package io.ate.internal.service;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Type;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.EphemeralValues;
import io.ate.internal.dao.Interruption;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.EphemeralTerms.Part;
import io.ate.internal.event.Event;
import io.ate.internal.event.Place;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.replica.CallersEnd;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of one reply, sealed and signed, and sends them in order. Confined to the thread that replies. */
final class Replying {
    private static final Logger LOG = LoggerFactory.getLogger(Replying.class);
    /** What looking a place up may take. */
    private static final Duration LOOKING = Duration.ofSeconds(30);

    private final OpenChain chain;
    private final EphemeralValues values;
    private final PrimaryKey service;
    private final HeldKeys key;
    private final Hash request;
    private final Run run;
    private int next;
    private boolean ended;

    /** @param request the hash of what is replied to */
    Replying(OpenChain chain, EphemeralValues values, PrimaryKey service, HeldKeys key, Hash request, Run run) {
        this.chain = chain;
        this.values = values;
        this.service = service;
        this.key = key;
        this.request = request;
        this.run = run;
    }

    /** The one value that was asked for. */
    <A> void answer(Type<A> type, A value) throws InterruptedException {
        Interruption.forget(); // by the handler
        say(Part.ANSWER, type, value);
    }

    /** Items, as fast as they are taken; no more than one is made ahead. */
    <I> void items(Type<I> type, Stream<? extends I> items) throws InterruptedException {
        for (Iterator<? extends I> each = items.iterator(); each.hasNext();) {
            I item = each.next();
            if (!awaitRoom()) {
                break; // the end is told all the same, so that the server knows
            }
            say(Part.ITEM, type, item);
        }
        end(Part.END, Failure.NONE);
    }

    /** Says the last part, which takes room as every other one does. */
    private void end(Part part, Failure failure) throws InterruptedException {
        var _ = awaitRoom(); // where nobody waits any more, the server is told all the same
        say(part, Failure.TYPE, failure);
    }

    private boolean awaitRoom() throws InterruptedException {
        Interruption.forget(); // by the handler, or by what makes the items
        for (;;) {
            CallersEnd caller = run.caller();
            if (caller.awaitRoom()) {
                return true;
            }
            if (caller.equals(run.caller())) { // else the caller has come back meanwhile
                return false;
            }
        }
    }

    /** The handler failed. */
    void fail(Throwable thrown) throws InterruptedException {
        last(Part.FAILURE, Failure.of(thrown));
    }

    /** The request is not given to the handler. */
    void refuse(Reason reason, String text) throws InterruptedException {
        last(Part.REFUSAL, Failure.of(reason, text));
    }

    private void last(Part part, Failure failure) throws InterruptedException {
        if (ended) {
            return; // its value went, and what failed came after that
        }
        try {
            end(part, failure);
        } catch (RuntimeException e) {
            LOG.warn("a request cannot be replied to: {}", e.getMessage());
            run.caller().giveUp();
        }
    }

    private <T> void say(Part part, Type<T> type, T value) throws InterruptedException {
        try (Standpoint now = chain.replica().standpoint()) {
            ObjectEntry object = now.live(service);
            if (object == null) {
                throw new IllegalStateException("the service was deleted meanwhile");
            }
            EphemeralValues.Header header = new EphemeralValues.Header(run.id(),
                    new Place.Under(service, SignedEphemeral.REPLIES), key.id(), request);
            Event event = values.seal(now, object, header, type, value, Deadline.in(LOOKING));
            SignedEphemeral said = SignedEphemeral.sign(chain.id(), new EphemeralTerms.Reply(next, part), event, key,
                    true);
            next++;
            ended = part.isLast();
            run.say(now.sequence(), said.encode(), part.isLast());
        }
    }
}
