package io.ate.internal.log;

/** Is shown what is kept for a chain, one row after another. */
@FunctionalInterface
public interface KeptVisitor {
    void row(KeptRow row);
}
