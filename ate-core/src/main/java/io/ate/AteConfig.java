package io.ate;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the library takes from its surroundings, and its limits. Immutable and thread-safe. */
public final class AteConfig {
    private static final AteConfig DEFAULTS = new Builder().build();

    private final Clock clock;
    private final @Nullable RandomGenerator entropy;
    private final @Nullable Path folder;
    private final Duration deadline;
    private final long cacheBytes;
    private final boolean readablePayloads;

    private AteConfig(Builder from) {
        clock = from.clock;
        entropy = from.entropy;
        folder = from.folder;
        deadline = from.deadline;
        cacheBytes = from.cacheBytes;
        readablePayloads = from.readablePayloads;
    }

    /** The system's clock and random numbers, replicas in memory, deadlines of 30 seconds, 64 MiB of cached values. */
    public static AteConfig defaults() {
        return DEFAULTS;
    }

    /** Begins with the {@linkplain #defaults() defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where the times in events come from; they are for people and decide nothing. */
    public Clock clock() {
        return clock;
    }

    /** Where keys and nonces come from; empty: from the operating system. */
    public Optional<RandomGenerator> entropy() {
        return Optional.ofNullable(entropy);
    }

    /** Where replicas of chains are kept; empty: in memory. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** How long a call may take that does not say so itself by {@link Chain#within}. */
    public Duration deadline() {
        return deadline;
    }

    /** How many bytes of decrypted values each chain keeps at most. */
    public long cacheBytes() {
        return cacheBytes;
    }

    /** Whether values are written as JSON instead of Smile; both are read. */
    public boolean readablePayloads() {
        return readablePayloads;
    }

    /** Collects settings. Confined to one thread. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private @Nullable RandomGenerator entropy;
        private @Nullable Path folder;
        private Duration deadline = Duration.ofSeconds(30);
        private long cacheBytes = 64L << 20;
        private boolean readablePayloads;

        private Builder() {}

        /** Takes times from there. */
        public Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /** Takes keys and nonces from there: thread-safe, and unpredictable to others wherever that matters. */
        public Builder entropy(RandomGenerator source) {
            entropy = source;
            return this;
        }

        /** Keeps replicas in that folder, which is made if need be and belongs to one process at a time. */
        public Builder folder(Path path) {
            folder = path;
            return this;
        }

        /** Lets calls take that long. */
        public Builder deadline(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a deadline lies ahead");
            }
            deadline = duration;
            return this;
        }

        /** Keeps that many bytes of decrypted values for each chain; 0 keeps none. */
        public Builder cacheBytes(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("a cache has no negative size");
            }
            cacheBytes = bytes;
            return this;
        }

        /** Writes values as JSON instead of Smile. */
        public Builder readablePayloads(boolean readable) {
            readablePayloads = readable;
            return this;
        }

        /** The settings collected so far. */
        public AteConfig build() {
            return new AteConfig(this);
        }
    }
}
