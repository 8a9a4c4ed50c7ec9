package io.ate.internal.log;

import io.ate.internal.event.WriterId;

/** Is shown the writers of a chain, one after another. */
@FunctionalInterface
public interface WriterVisitor {
    /** Tells whether more are wanted. */
    boolean writer(WriterId writer, WriterRow last);
}
