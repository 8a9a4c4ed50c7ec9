package io.ate.internal.log;

/** A reader over a chain that is not there. Stateless. */
final class EmptyReader implements LogReader {
    @Override
    public boolean next() {
        return false;
    }

    @Override
    public LogItem item() {
        throw new IllegalStateException("there is no item here");
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
