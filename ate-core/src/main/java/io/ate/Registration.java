package io.ate;

/** Something that was set up until further notice. Thread-safe. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    /** Ends it. Closing again does nothing. */
    @Override
    void close();
}
