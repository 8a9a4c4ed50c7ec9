package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to a service or a part of a reply, signed by its author. Immutable and thread-safe.
 *
 * <p>
 * Layout: {@code terms ‖ u32 length ‖ event ‖ u16 length ‖ author's public bundle (length 0 if the chain knows it) ‖
 * u16 length ‖ signature}. What is signed is {@link #hash}: it has in it the chain, the service (the place of the
 * event), the author, the request's random id (its key), a reply's request (reply-to) and its run (its key), the terms,
 * and by their hash the very bytes of the payload. It has a label of its own, so that none is ever taken for a commit.
 */
public final class SignedEphemeral {
    /** The collection, below the service's object, that requests are said to be in. */
    public static final String REQUESTS = "requests";
    /** The collection, below the service's object, that replies are said to be in. */
    public static final String REPLIES = "replies";

    private static final Label EPHEMERAL = Label.of("ate/ephemeral/1");

    private final EphemeralTerms terms;
    private final Event event;
    private final Slice bundle;
    private final Slice signature;

    SignedEphemeral(EphemeralTerms terms, Event event, Slice bundle, Slice signature) {
        this.terms = terms;
        this.event = event;
        this.bundle = bundle;
        this.signature = signature;
    }

    /**
     * Signs an event.
     *
     * @param author the keys that the event names as its author's
     * @param published whether the chain knows these keys, so that they need not travel with it
     */
    public static SignedEphemeral sign(ChainId chain, EphemeralTerms terms, Event event, HeldKeys author,
            boolean published) {
        Slice signature = Slice.of(author.sign(hash(chain, terms, event), EPHEMERAL));
        return new SignedEphemeral(terms, event,
                published ? Slice.empty() : Slice.of(author.publicKeys().encoded()), signature);
    }

    /** Reads what {@link #encode()} writes, and refuses everything else; what it says is not verified by that. */
    public static SignedEphemeral decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        EphemeralTerms terms = EphemeralTerms.read(in);
        WireReader within = new WireReader(in.slice32(Bounds.EPHEMERAL + Bounds.HEADER + 16));
        Event event = Event.read(within);
        within.end();
        Slice bundle = bounded(in.slice16(), Bounds.BUNDLE);
        Slice signature = bounded(in.slice16(), Bounds.SIGNATURE);
        in.end();
        SignedEphemeral read = new SignedEphemeral(terms, event, bundle, signature);
        read.demandShape();
        return read;
    }

    private static Slice bounded(Slice slice, int bound) throws MalformedException {
        if (slice.length() > bound) {
            throw new MalformedException(slice.length() + " bytes exceed " + bound);
        }
        return slice;
    }

    private void demandShape() throws MalformedException {
        Facts facts = event.facts();
        if (facts.kind() != Kind.EPHEMERAL || event.seal().length() > Bounds.EPHEMERAL) {
            throw new MalformedException("a request or reply is an ephemeral event of at most " + Bounds.EPHEMERAL
                    + " bytes");
        }
        boolean fits = switch (terms) {
            case EphemeralTerms.Request _ -> facts.replyTo() == null && collection().equals(REQUESTS);
            case EphemeralTerms.Reply _ -> facts.replyTo() != null && collection().equals(REPLIES);
        };
        if (!fits) {
            throw new MalformedException("a reply names its request, and a request none");
        }
    }

    /** The one encoding of it. */
    public Slice encode() {
        WireWriter out = new WireWriter(event.encodedLength() + bundle.length() + signature.length() + 32);
        terms.write(out);
        out.u32(event.encodedLength());
        event.write(out);
        return out.slice16(bundle).slice16(signature).toSlice();
    }

    public EphemeralTerms terms() {
        return terms;
    }

    public Event event() {
        return event;
    }

    /** The object that stands for the service. */
    public PrimaryKey service() {
        return place().parent();
    }

    private String collection() {
        return place().collection();
    }

    private Place.Under place() {
        return (Place.Under) event.facts().place(); // the layout of facts knows no other for an ephemeral event
    }

    /** The author's keys if they travel with it, or null; they may be anybody's. */
    public @Nullable PublicKeys carriedKeys() {
        if (bundle.isEmpty()) {
            return null;
        }
        try {
            return PublicKeys.of(bundle.toArray());
        } catch (IllegalArgumentException _) { // no keys: nobody's
            return null;
        }
    }

    /** What is signed, and what a reply names its request by. */
    public Hash hash(ChainId chain) {
        return hash(chain, terms, event);
    }

    /**
     * Tells whether payload and signature hold.
     *
     * @param author the decoded keys of the author that the event names
     */
    public boolean isBy(VerifyingKeys author, ChainId chain) {
        return event.isWhole() && author.verify(hash(chain), EPHEMERAL, signature);
    }

    private static Hash hash(ChainId chain, EphemeralTerms terms, Event event) {
        WireWriter said = new WireWriter(16);
        terms.write(said);
        return Sha256.of(EPHEMERAL)
                .fixed(chain.bytes())
                .variable(said.toSlice())
                .variable(event.factsBytes())
                .variable(event.seal().encode())
                .digest();
    }

    /** The hash of the request that this reply names. */
    public Hash replyTo() {
        return Objects.requireNonNull(event.facts().replyTo(), "only a reply names a request");
    }
}
