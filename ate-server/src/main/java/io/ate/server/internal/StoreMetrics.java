package io.ate.server.internal;

import io.ate.internal.host.ChainDirectory;
import io.ate.internal.host.HostedFacts;
import io.ate.internal.host.Tally;
import io.ate.internal.log.RedoLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What there is to tell monitoring of chains and log. Stateless. */
final class StoreMetrics {
    private StoreMetrics() {}

    static void register(MeterRegistry registry, ChainDirectory chains, RedoLog log) {
        counter(registry, "ate.commits", "Commits made durable", chains.tally(), Tally::commits);
        counter(registry, "ate.events", "Events made durable", chains.tally(), Tally::events);
        counter(registry, "ate.events.bytes", "Bytes of those events", chains.tally(), Tally::bytes);
        counter(registry, "ate.compactions", "Passes over chains that removed what is of no more use", chains.tally(),
                Tally::passes);
        counter(registry, "ate.compaction.bytes.before",
                "What those chains took in the store, each when its pass began",
                chains.tally(), Tally::bytesBefore);
        counter(registry, "ate.compaction.bytes.after", "And when it ended", chains.tally(), Tally::bytesAfter);
        counter(registry, "ate.log.batches", "Batches made durable", log, each -> each.statistics().appends());
        counter(registry, "ate.log.syncs", "Writes with sync; batches for each sync tell how well they gather", log,
                each -> each.statistics().syncs());
        gauge(registry, "ate.log.waiting.bytes", "What waits to become durable", log,
                each -> each.statistics().waitingBytes());
        gauge(registry, "ate.store.bytes", "What the store takes on disk", log,
                each -> each.statistics().bytesOnDisk());
        gauge(registry, "ate.store.nearly.full", "1 if commits are refused for want of space", log,
                each -> each.isNearlyFull() ? 1 : 0);
        gauge(registry, "ate.store.damaged", "1 if a damaged table was found in compacting; the log has its name", log,
                each -> each.damage().isPresent() ? 1 : 0);
        gauge(registry, "ate.waiting.bytes", "What clients have sent and have no answer to", chains,
                ChainDirectory::bytesInFlight);
        gauge(registry, "ate.chains", "Chains in the store", log, each -> each.chains().size());
        gauge(registry, "ate.chains.open", "Chains in memory", chains, each -> each.facts().size());
        gauge(registry, "ate.subscribers", "Subscriptions to chains", chains,
                each -> sum(each, HostedFacts::subscribers));
        gauge(registry, "ate.tail.bytes", "Recent commits in memory", chains,
                each -> sum(each, HostedFacts::tailBytes));
        gauge(registry, "ate.service.bytes", "Requests to services, and replies, that clients do not take or answer",
                chains, ChainDirectory::serviceBytes);
        gauge(registry, "ate.locks", "Locks that are held", chains, each -> sum(each, HostedFacts::locksHeld));
        gauge(registry, "ate.locks.awaited", "Wishes for locks that wait", chains,
                each -> sum(each, HostedFacts::locksAwaited));
    }

    static void registerBackups(MeterRegistry registry, ServerBackups backups) {
        gauge(registry, "ate.backup.last.seconds", "When the last good backup was begun, in seconds since 1970; 0 if "
                + "there is none", backups, each -> TimeUnit.MILLISECONDS.toSeconds(each.last()));
        counter(registry, "ate.backup.failures", "Backups that the server took by itself and that came to nothing",
                backups, ServerBackups::failures);
    }

    private static long sum(ChainDirectory chains, ToLongFunction<HostedFacts> fact) {
        return chains.facts().stream().mapToLong(fact).sum();
    }

    static <T> void gauge(MeterRegistry registry, String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static <T> void counter(MeterRegistry registry, String name, String description, T of,
            ToLongFunction<T> value) {
        FunctionCounter.builder(name, of, each -> (double) value.applyAsLong(each))
                .description(description)
                .register(registry);
    }
}
