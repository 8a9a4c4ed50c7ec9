package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change to one object: facts, seal, the key ring beside it, and the payload, as the bytes that the writer encoded.
 * Immutable and thread-safe.
 *
 * <p>
 * Layout: {@code u16 length ‖ facts ‖ u8 length ‖ seal ‖ u32 length ‖ ring ‖ payload}, the payload's length being the
 * seal's. The first two parts are the <em>header</em>.
 */
public final class Event {
    private static final Label EVENT = Label.of("ate/event/1");

    private final Facts facts;
    private final Seal seal;
    private final Slice factsBytes;
    private final Slice sealBytes;
    private final Slice ring;
    private final @Nullable Slice payload;

    private Event(Facts facts, Seal seal, Slice factsBytes, Slice sealBytes, Slice ring, @Nullable Slice payload) {
        this.facts = facts;
        this.seal = seal;
        this.factsBytes = factsBytes;
        this.sealBytes = sealBytes;
        this.ring = ring;
        this.payload = payload;
    }

    /**
     * An event as its writer makes it.
     *
     * @param factsBytes {@code facts} as they were encoded when the payload was sealed over them
     * @param ring the encoded ring, empty where there is none
     * @param payload the payload as stored, empty where there is none
     */
    public static Event of(Facts facts, Slice factsBytes, Seal seal, Slice ring, Slice payload) {
        return new Event(facts, seal, factsBytes, seal.encode(), ring, payload);
    }

    /** Reads one event, payload included, and leaves the reader behind it. */
    public static Event read(WireReader in) throws MalformedException {
        return read(in, true);
    }

    /** Reads an event that travels or is stored without its payload. */
    public static Event readWithoutPayload(WireReader in) throws MalformedException {
        return read(in, false);
    }

    private static Event read(WireReader in, boolean withPayload) throws MalformedException {
        Slice factsBytes = in.slice16();
        Slice sealBytes = in.slice(in.u8());
        if (factsBytes.length() + sealBytes.length() > Bounds.HEADER) {
            throw new MalformedException("an event's header exceeds " + Bounds.HEADER + " bytes");
        }
        Facts facts = Facts.decode(factsBytes);
        Seal seal = Seal.decode(sealBytes, facts.payload());
        Slice ring = in.slice32(Bounds.RING);
        if (ring.isEmpty() == (facts.ring() != null)) {
            throw new MalformedException("the ring that an event names stands beside it, and no other");
        }
        Slice payload = seal.length() == 0 ? Slice.empty() : withPayload ? in.slice(seal.length()) : null;
        return new Event(facts, seal, factsBytes, sealBytes, ring, payload);
    }

    /** Writes everything: header, ring and payload. */
    public void write(WireWriter out) {
        writeWithoutPayload(out);
        out.raw(payload());
    }

    /** Writes header and ring. */
    public void writeWithoutPayload(WireWriter out) {
        out.slice16(factsBytes).u8(sealBytes.length()).raw(sealBytes).slice32(ring);
    }

    /** This event with the payload that was fetched for it; the caller has checked it by {@link #payloadIsWhole}. */
    public Event withPayload(Slice fetched) {
        return new Event(facts, seal, factsBytes, sealBytes, ring, fetched);
    }

    /** This event without its payload. */
    public Event withoutPayload() {
        return seal.length() == 0 ? this : new Event(facts, seal, factsBytes, sealBytes, ring, null);
    }

    public Facts facts() {
        return facts;
    }

    public Seal seal() {
        return seal;
    }

    /** The facts as they were encoded: associated data of the payload. */
    public Slice factsBytes() {
        return factsBytes;
    }

    /** The encoded key ring, empty where there is none. */
    public Slice ring() {
        return ring;
    }

    /**
     * Tells whether the payload may stay where it is while the event travels to a replica that keeps payloads of up to
     * {@code limit} bytes. Public keys always come along, since everybody judges by them.
     */
    public boolean maySpare(int limit) {
        return facts.kind() == Kind.PUT && seal.length() > limit;
    }

    /** Tells whether the payload is here (also where there is none to be had). */
    public boolean hasPayload() {
        return payload != null;
    }

    /** The payload as stored, empty where there is none. */
    public Slice payload() {
        return Objects.requireNonNull(payload, "the payload is not loaded");
    }

    /** How many bytes {@link #write} writes. */
    public int encodedLength() {
        return lengthWithoutPayload() + seal.length();
    }

    /** How many bytes {@link #writeWithoutPayload} writes. */
    public int lengthWithoutPayload() {
        return 2 + factsBytes.length() + 1 + sealBytes.length() + 4 + ring.length();
    }

    /** How many bytes of it are here. */
    public int presentLength() {
        return lengthWithoutPayload() + (payload == null ? 0 : payload.length());
    }

    /** The hash that stands for this event in its commit and in the chain's tree. */
    public Hash hash(ChainId chain) {
        return Sha256.of(EVENT).fixed(chain.bytes()).variable(factsBytes).variable(sealBytes).digest();
    }

    /** Tells whether the ring and, if it is here, the payload are the ones that the header names. */
    public boolean isWhole() {
        return (facts.ring() == null || facts.ring().equals(Sha256.plain(ring)))
                && (payload == null || payloadIsWhole(payload));
    }

    /** Tells whether these are the bytes that the seal names. */
    public boolean payloadIsWhole(Slice bytes) {
        return bytes.length() == seal.length()
                && (seal.hash() == null || seal.hash().equals(Sha256.plain(bytes)));
    }
}
