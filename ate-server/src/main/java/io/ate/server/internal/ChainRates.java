package io.ate.server.internal;

import io.ate.ChainId;
import io.ate.internal.host.HostedFacts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much was committed lately, chain by chain. One thread samples, any thread asks. */
final class ChainRates {
    /** So many samples, taken once a second, are what "lately" is. */
    private static final int SAMPLES = 10;
    private static final double NANOS = 1e9;

    private final Map<ChainId, Deque<Sample>> samples = new HashMap<>();
    private volatile Map<ChainId, Rate> rates = Map.of();

    private record Sample(long nanos, long commits, long bytes) {}

    /** Commits, and bytes of their events, in a second. */
    record Rate(long commits, long bytes) {
        static final Rate NONE = new Rate(0, 0);
    }

    /** The chain's rate; none if it is not in memory. */
    Rate of(ChainId chain) {
        return rates.getOrDefault(chain, Rate.NONE);
    }

    /** Takes a sample of all chains that are in memory. */
    void sample(long nanos, List<HostedFacts> chains) {
        Map<ChainId, Rate> now = new HashMap<>();
        samples.keySet().retainAll(chains.stream().map(HostedFacts::id).toList());
        for (HostedFacts chain : chains) {
            Deque<Sample> recent = samples.computeIfAbsent(chain.id(), _ -> new ArrayDeque<>());
            Sample latest = new Sample(nanos, chain.commits(), chain.bytes());
            recent.add(latest);
            if (recent.size() > SAMPLES) {
                recent.remove();
            }
            now.put(chain.id(), between(recent.getFirst(), latest));
        }
        rates = Map.copyOf(now);
    }

    private static Rate between(Sample first, Sample last) {
        double seconds = (last.nanos - first.nanos) / NANOS;
        return seconds <= 0 ? Rate.NONE
                : new Rate(Math.round((last.commits - first.commits) / seconds),
                        Math.round((last.bytes - first.bytes) / seconds));
    }
}
