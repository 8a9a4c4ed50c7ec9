package io.ate;

import io.ate.extension.Compactor;
import io.ate.extension.Transformer;
import io.ate.internal.event.Bounds;
import io.ate.internal.text.Durations;
import io.ate.internal.transform.Transformers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final Duration lease;
    private final long cacheBytes;
    private final boolean readablePayloads;
    private final int payloadLimit;
    private final @Nullable Transformer transformer;
    private final List<Transformer> restoring;
    private final int handlers;
    private final Offline offline;
    private final CompactionPolicy compaction;
    private final List<Compactor> compactors;

    private AteConfig(Builder from) {
        clock = from.clock;
        entropy = from.entropy;
        folder = from.folder;
        deadline = from.deadline;
        lease = from.lease;
        cacheBytes = from.cacheBytes;
        readablePayloads = from.readablePayloads;
        payloadLimit = from.payloadLimit;
        transformer = from.transformer;
        restoring = List.copyOf(from.restoring);
        handlers = from.handlers;
        offline = from.offline;
        compaction = from.compaction;
        compactors = List.copyOf(from.compactors);
    }

    /**
     * The system's clock and random numbers, replicas in memory, deadlines of 30 seconds, leases of 10 seconds, 64 MiB
     * of cached values.
     */
    public static AteConfig defaults() {
        return DEFAULTS;
    }

    /** Begins with the {@linkplain #defaults() defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where the times in events come from, which are for people and decide nothing; and by which requests to services
     * are out of time, if it is more than half a minute apart from that of the other side.
     */
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

    /** For how long a {@linkplain Lock lock} is taken at a time; it is renewed at a third of that. */
    public Duration lease() {
        return lease;
    }

    /** How many bytes of decrypted values each chain keeps at most. */
    public long cacheBytes() {
        return cacheBytes;
    }

    /** Whether values are written as JSON instead of Smile; both are read. */
    public boolean readablePayloads() {
        return readablePayloads;
    }

    /**
     * Values of more sealed bytes than that are left at the server until they are read; by default none are.
     */
    public int payloadLimit() {
        return payloadLimit;
    }

    /** What the bytes of new values go through before they are sealed; empty: nothing. */
    public Optional<Transformer> transformer() {
        return Optional.ofNullable(transformer);
    }

    /** By what stored values are restored, besides {@link #transformer()} and Zstandard. */
    public List<Transformer> restoring() {
        return restoring;
    }

    /** How many requests each {@link Chain#serve} works on at a time; 64 unless said otherwise. */
    public int handlers() {
        return handlers;
    }

    /** What becomes of chains while their server is out of reach; by default whoever needs it waits. */
    public Offline offline() {
        return offline;
    }

    /** When old values are removed from replicas, and from chains that are at no server. */
    public CompactionPolicy compaction() {
        return compaction;
    }

    /** What keeps old values that compaction would remove. */
    public List<Compactor> compactors() {
        return compactors;
    }

    /** Collects settings. Confined to one thread. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private @Nullable RandomGenerator entropy;
        private @Nullable Path folder;
        private Duration deadline = Duration.ofSeconds(30);
        private Duration lease = Duration.ofSeconds(10);
        private long cacheBytes = 64L << 20;
        private boolean readablePayloads;
        private int payloadLimit = Bounds.PAYLOAD;
        private @Nullable Transformer transformer;
        private final List<Transformer> restoring = new ArrayList<>();
        private int handlers = 64;
        private Offline offline = Offline.WAIT;
        private CompactionPolicy compaction = CompactionPolicy.auto();
        private final List<Compactor> compactors = new ArrayList<>();

        private Builder() {}

        /** Takes times from there. */
        public Builder clock(Clock source) {
            clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Takes keys and nonces from there: thread-safe, and unpredictable to others wherever that matters. */
        public Builder entropy(RandomGenerator source) {
            entropy = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Keeps replicas in that folder, which is made if need be and belongs to one process at a time. */
        public Builder folder(Path path) {
            folder = Objects.requireNonNull(path, "path");
            return this;
        }

        /** Lets calls take that long. */
        public Builder deadline(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a deadline is positive, not " + Durations.text(duration));
            }
            deadline = duration;
            return this;
        }

        /**
         * Takes locks for so long at a time: as long as others wait where a program dies that holds one, and as long as
         * a connection may be broken before a lock is lost. From 100 milliseconds to 5 minutes.
         */
        public Builder lease(Duration duration) {
            if (duration.compareTo(Duration.ofMillis(100)) < 0 || duration.compareTo(Duration.ofMinutes(5)) > 0) {
                throw new IllegalArgumentException("a lease lasts from 100 milliseconds to 5 minutes, not "
                        + Durations.text(duration));
            }
            lease = duration;
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

        /**
         * Leaves values at the server that take more than so many bytes as they are stored there, until they are read.
         * Each is fetched then, checked against its hash in the chain, and kept as far as {@link #cacheBytes(long)}
         * goes. For chains with large values of which a program reads few: opening takes no longer than their headers
         * do, and reading such a value needs the server.
         *
         * @throws IllegalArgumentException if {@code bytes} is negative
         */
        public Builder lazyPayloads(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("a value has no negative size");
            }
            payloadLimit = Math.min(bytes, Bounds.PAYLOAD);
            return this;
        }

        /** Leaves all values at the server until they are read: {@link #lazyPayloads lazyPayloads(0)}. */
        public Builder headersOnly() {
            return lazyPayloads(0);
        }

        /** Has all values come along, so that reading never waits for the server; that is the default. */
        public Builder eagerPayloads() {
            return lazyPayloads(Bounds.PAYLOAD);
        }

        /**
         * Has the bytes of values go through {@code through} before they are sealed, and restores what went through it.
         * There is one at a time, the last that was given; {@link #restoring} still reads what went through others.
         *
         * {@snippet :
         * AteConfig.builder().transformer(Transformer.zstd()).build();
         * }
         */
        public Builder transformer(Transformer through) {
            transformer = Objects.requireNonNull(through, "through");
            return this;
        }

        /**
         * Also restores values that went through {@code others}, as a program has to that reads what it wrote with
         * another transformer. What went through Zstandard is restored in any case.
         */
        public Builder restoring(Transformer... others) {
            restoring.addAll(List.of(Objects.requireNonNull(others, "others")));
            return this;
        }

        /** Works on that many requests at a time for each {@link Chain#serve}: 1 to 65,535. */
        public Builder handlers(int most) {
            if (most < 1 || most > 0xffff) {
                throw new IllegalArgumentException("who serves works on 1 to 65,535 requests at a time, not " + most);
            }
            handlers = most;
            return this;
        }

        /**
         * Has chains go on like that while their server is out of reach, unless it is said of one when it is opened.
         * Chains that are at no server do not know the difference.
         */
        public Builder offline(Offline mode) {
            offline = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Removes old values at other times, or never: from replicas in memory or in the {@link #folder(Path)}, and
         * from chains that are at no server. What a server removes is for that to say.
         */
        public Builder compaction(CompactionPolicy policy) {
            compaction = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** Keeps what {@code keeping} wants kept of that. */
        public Builder compactor(Compactor keeping) {
            compactors.add(Objects.requireNonNull(keeping, "keeping"));
            return this;
        }

        /**
         * The settings collected so far.
         *
         * @throws IllegalArgumentException if two transformers have one id, or one has an id that is the library's
         */
        public AteConfig build() {
            var _ = Transformers.of(Optional.ofNullable(transformer), restoring);
            return new AteConfig(this);
        }
    }
}
