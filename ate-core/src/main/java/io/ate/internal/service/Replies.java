package io.ate.internal.service;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.ServiceException;
import io.ate.ServiceUnavailableException;
import io.ate.Type;
import io.ate.internal.dao.EphemeralValues;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.EphemeralTerms.Part;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.exchange.ServingRights;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the reply to one request: each is taken only if it is signed by a key that the write rule of the service
 * names, replies to this very request, and follows from the part before it in the same run. Confined to one thread.
 */
final class Replies {
    private final OpenChain chain;
    private final EphemeralValues values;
    private final PrimaryKey service;
    private final String name;
    private final Hash request;
    private int next;
    private @Nullable PrimaryKey run;
    private @Nullable KeyId author;

    /** @param request the hash of the request */
    Replies(OpenChain chain, EphemeralValues values, PrimaryKey service, String name, Hash request) {
        this.chain = chain;
        this.values = values;
        this.service = service;
        this.name = name;
        this.request = request;
    }

    /** A part of a reply that is genuine. */
    sealed interface Genuine<T> {
        /** A value, the last one or not. */
        record Value<T>(T value, boolean last) implements Genuine<T> {}

        /** There are no more values. */
        record End<T>() implements Genuine<T> {}

        /** Who serves does not begin the request. */
        record Refusal<T>(Reason reason, String text) implements Genuine<T> {}
    }

    /**
     * Looks at a part that came.
     *
     * @param single whether one value is expected, and not many
     * @throws ServiceException if it says that the handler failed
     * @throws ServiceUnavailableException if it is not genuine
     */
    <T> Genuine<T> take(Inbox.News.Said part, Type<T> type, boolean single, Deadline deadline)
            throws InterruptedException {
        if (!chain.replica().await(part.after(), deadline)) {
            throw unsound("it was made from a state of the chain that did not come here in time");
        }
        SignedEphemeral said;
        try {
            said = SignedEphemeral.decode(part.bytes());
        } catch (MalformedException e) {
            throw unsound(String.valueOf(e.getMessage()));
        }
        try (Standpoint now = chain.replica().standpoint()) {
            ObjectEntry object = now.live(service);
            if (object == null) {
                throw unsound("the service was deleted");
            }
            EphemeralTerms.Reply terms = demandGenuine(said, now, object);
            next++;
            return opened(said, terms.part(), now, object, type, single);
        }
    }

    private EphemeralTerms.Reply demandGenuine(SignedEphemeral said, Standpoint now, ObjectEntry object) {
        if (!(said.terms() instanceof EphemeralTerms.Reply terms) || !said.service().equals(service)
                || !said.replyTo().equals(request)) {
            throw unsound("it replies to something else");
        }
        KeyId by = said.event().facts().author();
        if (!ServingRights.mayServe(now, object, by)) {
            throw unsound("it is by key " + by + ", which may not serve");
        }
        if (!Authors.isGenuine(said, now, chain)) {
            throw unsound("it is not signed by key " + by);
        }
        PrimaryKey of = said.event().facts().key();
        if (terms.index() != next || (run != null && !run.equals(of)) || (author != null && !author.equals(by))) {
            throw unsound("a part of it is missing, repeated or of another reply");
        }
        run = of;
        author = by;
        Reason fault = values.fault(now, object, said.event(), false);
        if (fault != null) {
            throw unsound("it is not sealed for those who read the service (" + fault + ")");
        }
        return terms;
    }

    private <T> Genuine<T> opened(SignedEphemeral said, Part part, Standpoint now, ObjectEntry object, Type<T> type,
            boolean single) {
        return switch (part) {
            case ANSWER, ITEM -> {
                if (single != (part == Part.ANSWER)) {
                    throw unsound(single ? "it is a stream, and one value was asked for"
                            : "it is one value, and a stream was asked for");
                }
                yield new Genuine.Value<>(values.open(now, object, said.event(), type), part.isLast());
            }
            case END -> new Genuine.End<>();
            case FAILURE -> {
                Failure failure = values.open(now, object, said.event(), Failure.TYPE);
                throw new ServiceException(failure.error(), "the service " + name + " failed: " + failure.error() + ": "
                        + failure.message());
            }
            case REFUSAL -> {
                Failure failure = values.open(now, object, said.event(), Failure.TYPE);
                yield new Genuine.Refusal<>(reason(failure.error()), failure.message());
            }
        };
    }

    private static Reason reason(String name) {
        for (Reason each : Reason.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return Reason.UNKNOWN;
    }

    private ServiceUnavailableException unsound(String why) {
        return new ServiceUnavailableException(null,
                "what came as a reply of the service " + name + " is not taken: " + why,
                true);
    }
}
