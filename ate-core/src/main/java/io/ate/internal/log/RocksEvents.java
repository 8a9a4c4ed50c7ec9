package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogItem.Damaged;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.MalformedException;
import java.util.Objects;
import java.util.Optional;

/** The events in a {@link RocksStore}, by their sequences. Thread-safe. */
final class RocksEvents {
    private final RocksStore store;

    RocksEvents(RocksStore store) {
        this.store = store;
    }

    /** The event of a sequence that the chain has reached, or the damage in its place; nothing if the chain is gone. */
    Optional<LogItem> read(ChainEntry chain, long sequence, Reading reading) {
        byte[] key = chain.keys().event(sequence);
        try {
            byte[] value = store.get(Family.EVENTS, key);
            if (value == null) {
                throw new MalformedException("missing");
            }
            return Optional.of(decode(sequence, key, value, reading));
        } catch (MalformedException | StoreDamagedException e) {
            if (chain.isDropped()) {
                return Optional.empty();
            }
            store.found().note("sequence " + sequence + " of chain " + chain.name() + ": " + reason(e));
            return Optional.of(new Damaged(sequence, sequence, reason(e)));
        }
    }

    /**
     * The event of that row, with what {@code reading} demands.
     *
     * @throws MalformedException if the row, or its payload's, is not what was written under that key
     * @throws StoreDamagedException if the payload's row cannot be read
     */
    StoredEvent decode(long sequence, byte[] key, byte[] value, Reading reading) throws MalformedException {
        StoredEvent event = EventRow.decode(sequence, key, value);
        if (reading == Reading.HEADERS || event.event().hasPayload() || !EventRow.isPayloadApart(value)) {
            return event;
        }
        byte[] payload = store.get(Family.PAYLOADS, key);
        return payload == null && isStripped(key) ? event.stripped() : EventRow.withPayload(event, key, payload);
    }

    /** Tells whether the payload was taken away since the event's row was read. */
    private boolean isStripped(byte[] key) {
        byte[] now = store.get(Family.EVENTS, key);
        return now != null && !EventRow.isPayloadApart(now);
    }

    /** What to tell people about the damage. */
    static String reason(Exception found) {
        return Objects.requireNonNullElse(found.getMessage(), found.toString());
    }
}
