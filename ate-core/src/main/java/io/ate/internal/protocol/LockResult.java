package io.ate.internal.protocol;

/**
 * Answers {@link LockRequest} and {@link Unlock}. Type 50: {@code u16 channel ‖ u32 request ‖ u8 outcome}, and behind
 * the first outcome {@code u64 start ‖ u64 counter ‖ u32 lease ‖ u64 sequence}.
 */
public record LockResult(int channel, int request, Outcome outcome) implements ToClient {

    /** What became of it. */
    public sealed interface Outcome {}

    /**
     * The lock is held (outcome 1).
     *
     * @param start how often the store had been started when the lock was given
     * @param counter counts the locks given since
     * @param lease for which it is held from when the request came, in milliseconds
     * @param sequence up to which the chain may have been written under earlier locks
     */
    public record Held(long start, long counter, int lease, long sequence) implements Outcome {}

    /** Somebody else has it, and had for as long as the client waited (outcome 2). */
    public record Elsewhere() implements Outcome {}

    /** The lock that was to be kept is not held any more (outcome 3). */
    public record Lost() implements Outcome {}

    /** The writer has no lock on the object, nor a place in the line (outcome 4). */
    public record Released() implements Outcome {}
}
