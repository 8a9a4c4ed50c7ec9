package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a reader finds at a place of the log: an event, or the damage where events have been. */
public sealed interface LogItem {

    /**
     * An event as it was appended. Immutable.
     *
     * @param event with its payload, or without where it is large and only headers were asked for
     * @param commitRecord the encoded {@link CommitRecord} if the event is its commit's first, else null
     * @param bare whether the log is without the event's payload, so that nothing brings that from here
     */
    record StoredEvent(long sequence, Event event, @Nullable Slice commitRecord, boolean bare) implements LogItem {
        /** The same as the log has it without the payload. */
        public StoredEvent stripped() {
            return new StoredEvent(sequence, event.withoutPayload(), commitRecord, true);
        }

        /**
         * When the commit that begins here was admitted, in milliseconds since 1970; nothing if none begins here.
         *
         * @throws StoreDamagedException if it cannot be decoded, although its checksum fits
         */
        public OptionalLong admitted() {
            if (commitRecord == null) {
                return OptionalLong.empty();
            }
            try {
                return OptionalLong.of(CommitRecord.time(commitRecord));
            } catch (MalformedException e) {
                throw damaged(e);
            }
        }

        /**
         * The record of the commit that begins here, decoded; nothing if none begins here.
         *
         * @throws StoreDamagedException if it cannot be decoded, although its checksum fits
         */
        public Optional<CommitRecord> decodedRecord() {
            if (commitRecord == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(CommitRecord.decode(commitRecord));
            } catch (MalformedException e) {
                throw damaged(e);
            }
        }

        private StoreDamagedException damaged(MalformedException cause) {
            return new StoreDamagedException("the commit record at sequence " + sequence + " is damaged", cause);
        }
    }

    /**
     * Events that were durable and cannot be served any more. Immutable.
     *
     * @param from the first lost sequence
     * @param to the last lost sequence
     * @param what says what was found in their place, for people
     */
    record Damaged(long from, long to, String what) implements LogItem {}
}
