package io.ate.extension;

/**
 * Keeps values that compaction would remove: all of a type, those of the last year, every thousandth. It can keep more
 * than is kept without it, and never less: it is asked about values that were superseded, or whose objects are gone,
 * and about nothing else. Thread-safe.
 *
 * {@snippet :
 * Compactor contracts = value -> value.header().type().equals("Contract");
 * }
 *
 * <p>
 * It sees headers and never values. What it wants kept stays until a later compaction, which asks again. Of several
 * each can keep. If one throws, the value is kept, and the log says why.
 *
 * <p>
 * What a server keeps so is there for every client that asks for it; what a client keeps, for its own programs.
 */
@FunctionalInterface
public interface Compactor {
    /** Tells whether the value is to be kept. Called often, one value after the other: it must be quick. */
    boolean keeps(SupersededValue value);
}
