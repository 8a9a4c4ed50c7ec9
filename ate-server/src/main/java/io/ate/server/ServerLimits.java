package io.ate.server;

import io.ate.internal.protocol.FrameWriter;
import io.ate.internal.protocol.PeerLimits;
import java.time.Duration;
import java.util.Objects;

/**
 * What a server bears. Whoever exceeds a limit is refused with a text that names it. Immutable; each method gives a new
 * one with one thing changed.
 *
 * @param connections open at a time; by default 10,000, and fewer where the process may not have as many files open
 * @param connectionsPerAddress open at a time from one address; by default 1,000
 * @param hello how long a connection may take to say who it is; by default 10 seconds
 * @param ping after how long a silence a connection is asked whether it is still there; by default 15 seconds
 * @param silence after how long a silence a connection is given up; by default 45 seconds
 * @param channels chains that one connection has open at a time; by default 1,024
 * @param commitsInFlight commits of one connection that wait for their answers; by default 8,192. With more, the server
 * reads on when some are answered
 * @param bytesInFlight their bytes; by default 64 MiB
 * @param chainBytes to which one chain may grow on disk; by default without bound
 * @param tailBytes of recent commits that each open chain keeps in memory; by default 32 MiB
 * @param unfinishedBytes of messages that have come in part, on all connections together; by default an eighth of the
 * heap, at least 48 MiB
 * @param unfinishedBytesPerAddress the same for the connections from one address; by default half of that. Of IPv6 all
 * addresses with the same first 64 bits count as one, here as for connections
 * @param stall how long a message that has come in part may make no progress; by default 30 seconds
 * @param bytesInFlightInAll of what waits for its answer on all connections together; by default an eighth of the heap,
 * at least 64 MiB. With more, the server reads on when half of it is answered
 * @param tailBytesInAll of recent commits that all open chains together keep in memory; by default the same
 * @param serviceBytes of requests to services, of replies and of other news of them that wait in the server until
 * somebody takes or answers them, on all connections together; by default the same. With more, the channel is closed
 * that holds most, of the address that has most
 * @param serviceBytesPerAddress the same for the connections from one address; by default half of that
 */
public record ServerLimits(int connections, int connectionsPerAddress, Duration hello, Duration ping, Duration silence,
        int channels, int commitsInFlight, long bytesInFlight, long chainBytes, long tailBytes, long unfinishedBytes,
        long unfinishedBytesPerAddress, Duration stall, long bytesInFlightInAll, long tailBytesInAll,
        long serviceBytes, long serviceBytesPerAddress) {

    private static final int MOST_CHANNELS = 0xffff;
    /** With less the longest message could not be received: all of it, and the frame with its end. */
    private static final long LEAST_UNFINISHED = PeerLimits.LONGEST_MESSAGE + FrameWriter.SEALED_FRAME;
    private static final long UNFINISHED = Math.max(Runtime.getRuntime().maxMemory() / 8, 48L << 20);
    private static final long IN_ALL = Math.max(Runtime.getRuntime().maxMemory() / 8, 64L << 20);
    private static final ServerLimits DEFAULTS = new ServerLimits(10_000, 1_000, Duration.ofSeconds(10),
            Duration.ofSeconds(15), Duration.ofSeconds(45), 1024, 8192, 64L << 20, Long.MAX_VALUE, 32L << 20,
            UNFINISHED, UNFINISHED / 2, Duration.ofSeconds(30), IN_ALL, IN_ALL, IN_ALL, IN_ALL / 2);

    /** @throws IllegalArgumentException if nobody could work with the server within these limits */
    public ServerLimits {
        Objects.requireNonNull(hello, "hello");
        Objects.requireNonNull(ping, "ping");
        Objects.requireNonNull(silence, "silence");
        Objects.requireNonNull(stall, "stall");
        if (connections < 1 || connectionsPerAddress < 1 || channels < 1 || channels > MOST_CHANNELS
                || commitsInFlight < 1 || bytesInFlight < 1 || chainBytes < 1 || tailBytes < 1
                || bytesInFlightInAll < 1 || tailBytesInAll < 1 || serviceBytes < 1 || serviceBytesPerAddress < 1) {
            throw new IllegalArgumentException("limits are at least 1, and there are at most " + MOST_CHANNELS
                    + " channels");
        }
        if (unfinishedBytes < LEAST_UNFINISHED || unfinishedBytesPerAddress < LEAST_UNFINISHED) {
            throw new IllegalArgumentException("unfinished messages take up to " + LEAST_UNFINISHED
                    + " bytes each; with less the longest ones could not be sent");
        }
        if (!hello.isPositive() || !ping.isPositive() || !stall.isPositive() || silence.compareTo(ping) < 0) {
            throw new IllegalArgumentException("times are positive, and a silence lasts no less than a ping takes");
        }
    }

    /** The defaults. */
    public static ServerLimits defaults() {
        return DEFAULTS;
    }

    /** The same with other numbers of connections, in all and from one address. */
    public ServerLimits connections(int inAll, int perAddress) {
        return new ServerLimits(inAll, perAddress, hello, ping, silence, channels, commitsInFlight, bytesInFlight,
                chainBytes, tailBytes, unfinishedBytes, unfinishedBytesPerAddress, stall,
                bytesInFlightInAll, tailBytesInAll, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with other times. */
    public ServerLimits times(Duration forHello, Duration untilPing, Duration untilGone) {
        return new ServerLimits(connections, connectionsPerAddress, forHello, untilPing, untilGone, channels,
                commitsInFlight, bytesInFlight, chainBytes, tailBytes, unfinishedBytes, unfinishedBytesPerAddress,
                stall, bytesInFlightInAll, tailBytesInAll, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with other bounds of what waits for its answer on one connection. */
    public ServerLimits inFlight(int commits, long bytes) {
        return new ServerLimits(connections, connectionsPerAddress, hello, ping, silence, channels, commits, bytes,
                chainBytes, tailBytes, unfinishedBytes, unfinishedBytesPerAddress, stall,
                bytesInFlightInAll, tailBytesInAll, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with another bound of a chain's size on disk. */
    public ServerLimits chainBytes(long bytes) {
        return new ServerLimits(connections, connectionsPerAddress, hello, ping, silence, channels, commitsInFlight,
                bytesInFlight, bytes, tailBytes, unfinishedBytes, unfinishedBytesPerAddress, stall,
                bytesInFlightInAll, tailBytesInAll, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with another bound of what each open chain keeps in memory. */
    public ServerLimits tailBytes(long bytes) {
        return new ServerLimits(connections, connectionsPerAddress, hello, ping, silence, channels, commitsInFlight,
                bytesInFlight, chainBytes, bytes, unfinishedBytes, unfinishedBytesPerAddress, stall,
                bytesInFlightInAll, tailBytesInAll, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with other bounds of messages that have come in part, and another time for them to go on. */
    public ServerLimits unfinished(long bytesInAll, long bytesPerAddress, Duration withoutProgress) {
        return new ServerLimits(connections, connectionsPerAddress, hello, ping, silence, channels, commitsInFlight,
                bytesInFlight, chainBytes, tailBytes, bytesInAll, bytesPerAddress, withoutProgress,
                bytesInFlightInAll, tailBytesInAll, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with other bounds for all connections and chains together: of what waits, and of recent commits. */
    public ServerLimits inAll(long waitingBytes, long recentBytes) {
        return new ServerLimits(connections, connectionsPerAddress, hello, ping, silence, channels, commitsInFlight,
                bytesInFlight, chainBytes, tailBytes, unfinishedBytes, unfinishedBytesPerAddress, stall, waitingBytes,
                recentBytes, serviceBytes, serviceBytesPerAddress);
    }

    /** The same with other bounds of what waits of services, in all and of the connections from one address. */
    public ServerLimits services(long bytesInAll, long bytesPerAddress) {
        return new ServerLimits(connections, connectionsPerAddress, hello, ping, silence, channels, commitsInFlight,
                bytesInFlight, chainBytes, tailBytes, unfinishedBytes, unfinishedBytesPerAddress, stall,
                bytesInFlightInAll, tailBytesInAll, bytesInAll, bytesPerAddress);
    }
}
