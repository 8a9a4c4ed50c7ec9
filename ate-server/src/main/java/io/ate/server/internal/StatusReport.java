package io.ate.server.internal;

import io.ate.ChainId;
import io.ate.StoreDamagedException;
import io.ate.internal.compaction.LastPass;
import io.ate.internal.host.ChainDirectory;
import io.ate.internal.host.HostedFacts;
import io.ate.internal.host.StatusSource;
import io.ate.internal.host.Survey;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.ChainStatus;
import io.ate.internal.protocol.ServerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells clients that ask how the server and their chains are doing. Thread-safe; reads the disk. */
final class StatusReport implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);
    private static final LastPass NONE = new LastPass(0, 0, 0, 0);

    private final String version;
    private final RedoLog log;
    private final ChainDirectory chains;
    private final ChainRates rates;
    private final LongSupplier lastBackup;
    private final LongSupplier clock;
    private final Supplier<Optional<Duration>> skew;
    private final long started;

    /**
     * @param lastBackup when the last good one was begun, in milliseconds since 1970; 0 if there is none
     * @param clock milliseconds since 1970
     * @param skew how far that is ahead of the true time, as far as it is known
     */
    StatusReport(String version, RedoLog log, ChainDirectory chains, ChainRates rates, LongSupplier lastBackup,
            LongSupplier clock, Supplier<Optional<Duration>> skew) {
        this.lastBackup = lastBackup;
        this.version = version;
        this.log = log;
        this.chains = chains;
        this.rates = rates;
        this.clock = clock;
        this.skew = skew;
        this.started = clock.getAsLong();
    }

    @Override
    public ServerStatus status(int request, Survey survey) {
        Map<ChainId, Integer> subscribers = chains.facts()
                .stream()
                .collect(Collectors.toMap(HostedFacts::id, HostedFacts::subscribers, Integer::sum));
        List<ChainStatus> statuses = survey.chains()
                .stream()
                .map(each -> status(each, subscribers.getOrDefault(each.id(), 0)))
                .toList();
        return new ServerStatus(request, version, clock.getAsLong() - started, lastBackup.getAsLong(),
                skew.get().map(Duration::toMillis).orElse(null), survey.more(), statuses);
    }

    private ChainStatus status(ChainSummary chain, int subscribers) {
        ChainId id = chain.id();
        ChainRates.Rate rate = rates.of(id);
        LastPass pass = lastPass(chain);
        return new ChainStatus(chain.name(), id, log.approximateSize(chain.number()), log.end(chain.number()),
                subscribers, rate.commits(), rate.bytes(), pass.time(), pass.before(), pass.after());
    }

    private LastPass lastPass(ChainSummary chain) {
        try {
            return LastPass.read(log, chain.number()).orElse(NONE);
        } catch (StoreDamagedException e) {
            LOG.debug("of chain {} nothing is told of its compaction", chain.name(), e);
            return NONE;
        }
    }
}
