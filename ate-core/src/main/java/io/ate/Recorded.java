package io.ate;

/**
 * An event of a stream as it was recorded. Immutable, as long as its value is.
 *
 * @param revision the stream's revision since this event; the first event has 1
 * @param ref to the object that is the event
 * @param origin who recorded it, when, and where in the chain; its sequence is negative while that is not answered
 */
public record Recorded<T>(long revision, DaoRef<T> ref, T value, Origin origin) {}
