package io.ate.internal.host;

/** Limits of which one matters to a test. */
final class TestLimits {
    private static final int COMMITS = 1_000;
    private static final long TAIL = 1 << 20;
    private static final long ANY = Long.MAX_VALUE;

    private TestLimits() {}

    static Limits ofChannels(int channels) {
        return limits(channels, COMMITS, TAIL, ANY, ANY);
    }

    static Limits ofCommitsInFlight(int commits) {
        return limits(8, commits, TAIL, ANY, ANY);
    }

    static Limits ofBytesInFlightInAll(long bytes) {
        return limits(8, COMMITS, TAIL, bytes, ANY);
    }

    static Limits ofTail(long bytes) {
        return limits(8, COMMITS, bytes, ANY, ANY);
    }

    static Limits ofTailsInAll(long bytes) {
        return limits(8, COMMITS, TAIL, ANY, bytes);
    }

    static Limits ofServiceBytesInAll(long bytes) {
        return new Limits(8, COMMITS, 1 << 24, TAIL, ANY, 500, ANY, ANY, bytes, bytes);
    }

    private static Limits limits(int channels, int commits, long tail, long inFlightInAll, long tailsInAll) {
        return new Limits(channels, commits, 1 << 24, tail, ANY, 500, inFlightInAll, tailsInAll, ANY, ANY);
    }
}
