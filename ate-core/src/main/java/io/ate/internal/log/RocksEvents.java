package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.log.LogItem.Damaged;
import io.ate.internal.log.LogItem.Gap;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.MalformedException;
import java.util.Objects;
import java.util.Optional;

/** What a {@link RocksStore} has of events, by their sequences. Thread-safe. */
final class RocksEvents {
    private final RocksStore store;

    RocksEvents(RocksStore store) {
        this.store = store;
    }

    /** What is at a sequence that the chain has reached; nothing if the chain is gone. */
    Optional<LogItem> read(ChainEntry chain, long sequence, Reading reading) {
        byte[] key = chain.keys().event(sequence);
        try {
            byte[] value = store.get(Family.EVENTS, key);
            if (value != null) {
                return Optional.of(decode(sequence, key, value, reading));
            }
            Optional<LogItem> gap = gapOver(chain, sequence);
            if (gap.isEmpty()) {
                throw new MalformedException("missing");
            }
            return gap;
        } catch (MalformedException | StoreDamagedException e) {
            if (chain.isDropped()) {
                return Optional.empty();
            }
            chain.noteDamage(store.found(), "sequence " + sequence + " of chain " + chain.name() + ": " + reason(e));
            return Optional.of(new Damaged(sequence, sequence, reason(e)));
        }
    }

    /** The gap that such a sequence is in, of which there is no row; nothing if there is none, or it cannot be read. */
    private Optional<LogItem> gapOver(ChainEntry chain, long sequence) {
        try (RocksCursor cursor = store.cursor(Family.EVENTS, chain.keys().behind(), false)) {
            return store.use(() -> gapOver(cursor, chain, sequence));
        }
    }

    /** The same, with a cursor that is somewhere else afterwards. */
    static Optional<LogItem> gapOver(RocksCursor cursor, ChainEntry chain, long sequence) {
        cursor.seekForPrev(chain.keys().event(sequence));
        if (!cursor.hasRow() || !chain.keys().owns(cursor.key())) {
            return Optional.empty();
        }
        try {
            byte[] key = cursor.key();
            return EventRow.decode(ChainKeys.sequence(key), key, cursor.value()) instanceof Gap gap
                    && gap.to() >= sequence ? Optional.of(gap) : Optional.empty();
        } catch (MalformedException _) { // then what is missing is missing, and why is told where that row is read
            return Optional.empty();
        }
    }

    /**
     * The item of that row, an event with what {@code reading} demands.
     *
     * @throws MalformedException if the row, or its payload's, is not what was written under that key
     * @throws StoreDamagedException if the payload's row cannot be read
     */
    LogItem decode(long sequence, byte[] key, byte[] value, Reading reading) throws MalformedException {
        LogItem item = EventRow.decode(sequence, key, value);
        if (!(item instanceof StoredEvent event) || reading == Reading.HEADERS || event.event().hasPayload()
                || !EventRow.isPayloadApart(value)) {
            return item;
        }
        byte[] payload = store.get(Family.PAYLOADS, key);
        return payload == null && isStripped(key) ? event.stripped() : EventRow.withPayload(event, key, payload);
    }

    /** Tells whether the payload was taken away since the event's row was read, or the event with it. */
    private boolean isStripped(byte[] key) {
        byte[] now = store.get(Family.EVENTS, key);
        return now == null || !EventRow.isPayloadApart(now);
    }

    /** What to tell people about the damage. */
    static String reason(Exception found) {
        return Objects.requireNonNullElse(found.getMessage(), found.toString());
    }
}
