package io.ate.internal.replica;

import io.ate.internal.event.Event;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;

/** An event as it was streamed. Immutable. */
record StreamedEvent(Slice bytes, Payload payload) {
    /** What has become of its payload. */
    enum Payload {
        /** It is among the bytes. */
        HERE,
        /** It was left at the server, as this client wants it. */
        SPARED,
        /** Compaction has removed it there. */
        COMPACTED
    }

    /**
     * The event, which has its payload exactly if that is none of those that are to be left out, or gone.
     *
     * @param payloadLimit payloads of more bytes than that are
     */
    Event decode(int payloadLimit) throws MalformedException {
        Event event = decode();
        boolean asItMay = switch (payload) {
            case HERE -> !event.maySpare(payloadLimit);
            case SPARED -> event.maySpare(payloadLimit);
            case COMPACTED -> event.maySpare(0);
        };
        if (!asItMay) {
            throw new MalformedException(payload == Payload.HERE ? "a payload of " + event.seal().length()
                    + " bytes comes unasked for" : "the payload of object " + event.facts().key() + " is left out");
        }
        return event;
    }

    /** The event, whether or not it has its payload as it should. */
    Event decode() throws MalformedException {
        WireReader in = new WireReader(bytes);
        Event event = payload == Payload.HERE ? Event.read(in) : Event.readWithoutPayload(in);
        in.end();
        return event;
    }
}
