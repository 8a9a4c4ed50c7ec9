package io.ate.internal.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The column families of a {@link RocksRedoLog}: kinds of rows that are kept apart and written together. */
enum Family {
    /** Layout and starts of the store. RocksDB opens nothing without a family of this name. */
    META("default"),
    /** Name of a chain → its number and genesis. */
    CHAINS("chains"),
    /** Chain, sequence → event, with its commit's record where the commit begins. */
    EVENTS("events"),
    /** Chain, sequence → large payload, in blob files. */
    PAYLOADS("payloads"),
    /** Chain, writer → the writer's last commit. */
    WRITERS("writers"),
    /** Chain, level, index → node of the chain's tree. */
    TREE("tree"),
    /** Chain, name → note. */
    NOTES("notes"),
    /** Chain, place → what is kept there. */
    OUTBOX("outbox");

    private final String label;

    Family(String label) {
        this.label = label;
    }

    byte[] label() {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    static Optional<Family> of(byte[] label) {
        return Arrays.stream(values()).filter(each -> Arrays.equals(each.label(), label)).findFirst();
    }

    /** The families whose rows begin with a chain's prefix, and go when the chain goes. */
    static Family[] ofChains() {
        return new Family[] {EVENTS, PAYLOADS, WRITERS, TREE, NOTES, OUTBOX};
    }
}
