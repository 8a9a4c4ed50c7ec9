package io.ate.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.OptionalLong;

/**
 * A value that nothing depends on any more, so that compaction would remove it. Immutable.
 *
 * @param chain where it is
 * @param id of that chain
 * @param sequence of the event that carries it
 * @param header all of that event but the value; it stays in any case
 * @param by the sequence of the event that gave the object its present value; empty if the object is gone
 */
public record SupersededValue(ChainName chain, ChainId id, long sequence, EventHeader header, OptionalLong by) {}
