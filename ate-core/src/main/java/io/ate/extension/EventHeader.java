package io.ate.extension;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server sees of an event: all but the value. Immutable.
 *
 * @param key of the object that it names; zero is the chain itself
 * @param type name of the object's type; empty for what has no value of a user's, deletions among these
 * @param rules what it gives the object, if it does
 * @param author the key on whose behalf it was written
 * @param time the writer's clock
 * @param payloadBytes how long the value is as it is stored; 0 if the event brings none
 * @param sealed whether the value is encrypted; if not, everyone may read it
 * @param transformer what the value went through before it was sealed; 0: nothing, 1: Zstandard
 */
public record EventHeader(EventKind kind, PrimaryKey key, String type, EventPlace place, Optional<EventRules> rules,
        KeyId author, Instant time, int payloadBytes, boolean sealed, int transformer) {}
