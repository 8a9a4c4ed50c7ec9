package io.ate.internal.host;

/**
 * What a server bears. Immutable.
 *
 * @param channels chains that one connection has open at a time
 * @param commitsInFlight commits of one connection that are not answered
 * @param bytesInFlight their bytes
 * @param tailBytes of recent commits that a hosted chain keeps in memory
 * @param chainBytes to which one chain may grow on disk
 * @param headInterval milliseconds between signed heads while a chain grows
 * @param bytesInFlightInAll of commits and openings of all connections that are not answered
 * @param tailBytesInAll of recent commits that all hosted chains together keep in memory
 * @param serviceBytesInAll of requests, replies and other news of services that are kept for all clients together
 * @param serviceBytesPerNetwork the same for those from one network
 */
public record Limits(int channels, int commitsInFlight, long bytesInFlight, long tailBytes, long chainBytes,
        long headInterval, long bytesInFlightInAll, long tailBytesInAll, long serviceBytesInAll,
        long serviceBytesPerNetwork) {
    public static final Limits DEFAULT = new Limits(1024, 8192, 64L << 20, 32L << 20, Long.MAX_VALUE, 2_000,
            512L << 20, 256L << 20, 128L << 20, 64L << 20);
}
