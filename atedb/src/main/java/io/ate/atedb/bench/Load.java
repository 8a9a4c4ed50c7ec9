package io.ate.atedb.bench;

import io.ate.Scope;
import io.ate.Trust;

/**
 * What is to be measured. Immutable.
 *
 * @param size bytes of each event's value
 * @param batch events in each commit
 * @param inFlight commits that each client has under way at a time
 * @param clients that commit, each with a connection of its own
 * @param chains that the clients commit to, turn by turn; every client holds the whole of its chain
 * @param readers that follow the chain, each with a connection of its own
 * @param scope how long a commit waits
 * @param trust of the chain
 * @param warmUp seconds of the same load before anything is measured
 * @param seconds that are measured
 */
public record Load(int size, int batch, int inFlight, int clients, int chains, int readers, Scope scope, Trust trust,
        int warmUp, int seconds) {

    private static final int LARGEST = 16 << 20;
    private static final int COMMIT = 8 << 20;
    private static final long NANOS = 1_000_000_000;

    /** @throws IllegalArgumentException if one of them is out of bounds */
    public Load {
        if (size < Stamp.LENGTH || size > LARGEST) {
            throw new IllegalArgumentException("--size is " + Stamp.LENGTH + " bytes to 16 MiB, not " + size);
        }
        if (batch < 1 || (batch > 1 && (long) batch * size > COMMIT)) {
            throw new IllegalArgumentException("--batch times --size is at most 8 MiB, and a batch at least 1");
        }
        if (inFlight < 1 || clients < 1 || readers < 0 || warmUp < 0 || seconds < 1) {
            throw new IllegalArgumentException("--in-flight, --clients and --seconds are at least 1, and --readers and "
                    + "--warm-up not negative");
        }
        if (chains < 1 || chains > clients) {
            throw new IllegalArgumentException("--chains is 1 to the number of --clients, not " + chains);
        }
    }

    long warmUpNanos() {
        return NANOS * warmUp;
    }

    long measuredNanos() {
        return NANOS * seconds;
    }
}
