package io.ate.internal.replica;

import io.ate.internal.event.Event;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;

/**
 * An event as it was streamed. Immutable.
 *
 * @param whole whether its payload is among the bytes
 */
record StreamedEvent(Slice bytes, boolean whole) {

    /**
     * The event, which has its payload exactly if that is none of those that are to be left out.
     *
     * @param payloadLimit payloads of more bytes than that are
     */
    Event decode(int payloadLimit) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Event event = whole ? Event.read(in) : Event.readWithoutPayload(in);
        in.end();
        if (event.maySpare(payloadLimit) == whole) {
            throw new MalformedException(whole ? "a payload of " + event.seal().length()
                    + " bytes comes unasked for" : "the payload of object " + event.facts().key() + " is left out");
        }
        return event;
    }
}
