package io.ate.internal.host;

import io.ate.AteException;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.NoSuchChainException;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.compaction.LastPass;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.Serial;
import io.ate.internal.sequence.TailRoom;
import io.ate.internal.trust.GenesisCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chains of one server: opens them from the log when they are asked for, creates them from a client's genesis,
 * drops them, and lets go of those that nobody has open. Thread-safe; its own state is changed by one task at a time.
 */
public final class ChainDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ChainDirectory.class);

    private final HostEnvironment environment;
    private final Serial owner;
    private final Intake intake;
    private final TailRoom tails;
    private final MemoryShares serviceShares;
    private final Tally tally = new Tally();
    private final Map<ChainName, Hosting> hosted = new ConcurrentHashMap<>();
    /** The last number of a lock: of all chains, so that none comes again when a chain does. */
    private final AtomicLong fences = new AtomicLong();
    private volatile boolean nearlyFull;
    private final Map<ChainName, List<Waiting>> loading = new HashMap<>();
    /** One chain is compacted at a time, so that what it takes stays what one takes. */
    private final AtomicBoolean compacting = new AtomicBoolean();

    /** The keys that rules of chains name that are not in memory, by number, as far as somebody has asked. */
    private final Map<Long, Set<KeyId>> named = new ConcurrentHashMap<>();

    /** A chain in memory, and how many connections have it open. */
    private static final class Hosting {
        private final HostedChain chain;
        private int users;

        private Hosting(HostedChain chain) {
            this.chain = chain;
        }
    }

    private record Waiting(@Nullable SignedGenesis create, Opening opening) {}

    /** What becomes of a request to open a chain; called once, on a thread of the directory's. */
    interface Opening {
        /** It is open; {@link ChainDirectory#release} has to follow some day. */
        void opened(HostedChain chain);

        void refused(Reason reason, String text);
    }

    public ChainDirectory(HostEnvironment environment) {
        this.environment = environment;
        this.owner = new Serial(environment.readers());
        this.tails = new TailRoom(environment.limits().tailBytesInAll());
        this.intake = new Intake(environment.limits().bytesInFlightInAll());
        this.serviceShares = new MemoryShares("requests to services, and replies, that clients do not take or answer",
                MemoryShares.Loser.WHO_HAS_MOST,
                environment.limits().serviceBytesInAll(), environment.limits().serviceBytesPerNetwork());
    }

    HostEnvironment environment() {
        return environment;
    }

    /** What waits to be answered, of all clients together. */
    Intake intake() {
        return intake;
    }

    /** What is kept in matters of services, for all clients together. */
    MemoryShares serviceShares() {
        return serviceShares;
    }

    /** How many bytes are kept in matters of services, for all clients together. */
    public long serviceBytes() {
        return serviceShares.taken();
    }

    /** How many bytes wait to be answered, of all clients together. */
    public long bytesInFlight() {
        return intake.waiting();
    }

    /**
     * Opens the chain of that name, or creates it from {@code create} if there is none and it is not null. A genesis
     * for a chain that exists already is not looked at: the creator learns from the id that somebody was quicker.
     */
    void open(ChainName name, @Nullable SignedGenesis create, Opening opening) {
        owner.execute(() -> openInTurn(name, create, opening));
    }

    /** One user less; a chain without users goes from memory once everything that was sent to it is decided. */
    void release(HostedChain chain) {
        owner.execute(() -> {
            Hosting hosting = hosted.get(chain.genesis().record().name());
            if (hosting != null && hosting.chain == chain && --hosting.users == 0) {
                chain.whenIdle(() -> owner.execute(() -> unload(hosting)));
            }
        });
    }

    private void unload(Hosting hosting) {
        if (hosting.users == 0) {
            named.put(hosting.chain.number(), hosting.chain.named());
            hosted.remove(hosting.chain.genesis().record().name(), hosting);
            hosting.chain.letGo();
        }
    }

    /**
     * Deletes an open chain for good; who asks has the right to, and still has to release the chain.
     *
     * @param already is run instead of {@code dropped} if somebody else was quicker
     */
    void drop(HostedChain chain, Runnable dropped, Runnable already) {
        ChainName name = chain.genesis().record().name();
        chain.stop(() -> environment.log()
                .append(RedoLog.shardOf(name), 0,
                        LogBatch.of(new LogEntry.Drop(chain.number())), new RedoLog.Completion() {
                            @Override
                            public void durable() {
                                owner.execute(() -> {
                                    hosted.computeIfPresent(name,
                                            (_, hosting) -> hosting.chain == chain ? null : hosting);
                                    named.remove(chain.number());
                                    environment.sinks().dropped(chain.number());
                                    chain.followers().wake();
                                    chain.letGo();
                                    dropped.run();
                                });
                            }

                            @Override
                            public void failed(StoreFailedException cause) {
                                environment.failed().accept(cause);
                            }
                        }),
                already);
    }

    /** All chains that are stored here; answered from memory. */
    List<ChainSummary> stored() {
        return environment.log().chains();
    }

    /** The chain of that id, stored but not necessarily open; answered from memory. */
    Optional<ChainSummary> find(ChainId id) {
        return environment.log().summary(id);
    }

    /** What was made durable, in all chains together. */
    public Tally tally() {
        return tally;
    }

    /** Tells whether a rule of the chain names any of the keys; may read the disk. */
    boolean names(ChainSummary chain, Set<KeyId> keys) {
        HostedChain open = openOrNull(chain.name());
        return open != null ? open.names(keys) : !Collections.disjoint(named(chain), keys);
    }

    private Set<KeyId> named(ChainSummary chain) {
        Set<KeyId> known = named.get(chain.number());
        if (known == null) {
            known = noted(chain); // may take long: not in the map's hands, whose other callers would wait
            Set<KeyId> meanwhile = named.putIfAbsent(chain.number(), known);
            known = meanwhile == null ? known : meanwhile;
        }
        return known;
    }

    private Set<KeyId> noted(ChainSummary chain) {
        try {
            RedoLog log = environment.log();
            if (NamedKeys.notedAt(log, chain.number()) < NamedKeys.changedAt(log, chain.number())) {
                return log.find(chain.name())
                        .map(stored -> new NamedCount(ChainLoader.load(log, stored).view()).keys())
                        .orElse(Set.of());
            }
            Set<KeyId> noted = NamedKeys.noted(log, chain.number());
            return noted == null ? chain.named() : noted;
        } catch (StoreDamagedException e) {
            LOG.warn("who may see chain {} is known from its beginning only", chain.name(), e);
            return chain.named();
        }
    }

    /** How the chains are doing that are in memory now. */
    public List<HostedFacts> facts() {
        return hosted.values().stream().map(each -> each.chain.facts()).toList();
    }

    /** The chain of that name if it is in memory, else null. */
    private @Nullable HostedChain openOrNull(ChainName name) {
        Hosting hosting = hosted.get(name);
        return hosting == null ? null : hosting.chain;
    }

    /** Has open chains sign new heads where they grew, and looks after the log; called about once a second. */
    public void tick() {
        hosted.values().forEach(each -> each.chain.tick());
        owner.execute(this::compactWhatIsDue);
        try {
            nearlyFull = environment.log().isNearlyFull(); // or its folder is gone, which nobody would notice else
        } catch (StoreFailedException e) {
            environment.failed().accept(e);
        }
    }

    /** Tells whether, when this was last looked after, there was too little room for commits. */
    public boolean isNearlyFull() {
        return nearlyFull;
    }

    /**
     * Has the chain of that name compacted soon, whatever the rules say of when.
     *
     * @return completes with what that came to; with a {@link NoSuchChainException} if there is no such chain, and with
     * another {@link AteException} if it did not come to its end
     */
    public CompletableFuture<LastPass> compact(ChainName name) {
        CompletableFuture<LastPass> passed = new CompletableFuture<>();
        open(name, null, new Opening() {
            @Override
            public void opened(HostedChain chain) {
                var _ = chain.compaction().ask().whenComplete((pass, failure) -> {
                    release(chain);
                    if (pass != null) {
                        passed.complete(pass);
                    } else {
                        passed.completeExceptionally(failure);
                    }
                });
                compactWhatIsDue();
            }

            @Override
            public void refused(Reason reason, String text) {
                passed.completeExceptionally(reason == Reason.NO_SUCH_CHAIN ? new NoSuchChainException(text)
                        : new AteException(text));
            }
        });
        return passed;
    }

    // --- the owner's

    private void compactWhatIsDue() {
        for (Hosting each : hosted.values()) {
            if (compacting.get()) {
                return;
            }
            if (each.chain.compaction().begins()) {
                compacting.set(true);
                each.users++; // it stays in memory until then
                each.chain.compaction().run(() -> {
                    compacting.set(false);
                    release(each.chain);
                    owner.execute(this::compactWhatIsDue);
                });
            }
        }
    }

    private void openInTurn(ChainName name, @Nullable SignedGenesis create, Opening opening) {
        Hosting hosting = hosted.get(name);
        if (hosting != null) {
            hosting.users++;
            opening.opened(hosting.chain);
            return;
        }
        List<Waiting> waiting = loading.get(name);
        if (waiting != null) {
            waiting.add(new Waiting(create, opening));
            return;
        }
        try {
            Optional<StoredChain> stored = environment.log().find(name);
            if (stored.isPresent()) {
                begin(name, create, opening);
                environment.readers().execute(() -> load(stored.get()));
            } else if (create != null) {
                create(name, create, opening);
            } else {
                opening.refused(Reason.NO_SUCH_CHAIN, "there is no chain " + name + " on this server");
            }
        } catch (StoreFailedException e) {
            opening.refused(Errands.reasonOf(e), String.valueOf(e.getMessage()));
            environment.failed().accept(e);
        } catch (RuntimeException e) {
            opening.refused(Errands.reasonOf(e), String.valueOf(e.getMessage()));
        }
    }

    private void begin(ChainName name, @Nullable SignedGenesis create, Opening opening) {
        List<Waiting> waiting = new ArrayList<>();
        waiting.add(new Waiting(create, opening));
        loading.put(name, waiting);
    }

    private void create(ChainName name, SignedGenesis create, Opening opening) {
        String fault = !create.record().name().equals(name) ? "the genesis is of another chain name"
                : GenesisCheck.fault(create, environment.verifiers());
        if (fault != null) {
            opening.refused(Reason.GENESIS_INVALID, fault);
            return;
        }
        if (environment.log().isNearlyFull()) {
            opening.refused(Reason.STORE_FULL, "the server's disk is nearly full; free some space there and try again");
            return;
        }
        if (!environment.log().mayAppend()) {
            environment.log().whenRoom(() -> open(name, create, opening));
            return;
        }
        StoredChain chain = new StoredChain(environment.log().nextChainNumber(), name, create);
        environment.log()
                .append(chain.shard(), 0, LogBatch.of(new LogEntry.Create(chain.number(), name, create)),
                        new RedoLog.Completion() {
                            @Override
                            public void durable() {
                                environment.readers().execute(() -> load(chain));
                            }

                            @Override
                            public void failed(StoreFailedException cause) {
                                environment.failed().accept(cause);
                            }
                        });
        begin(name, create, opening); // not before: who is refused because that failed leaves no name behind
    }

    private void load(StoredChain stored) {
        try {
            HostedChain chain = new HostedChain(environment, ChainLoader.load(environment.log(), stored),
                    tally, tails, fences::incrementAndGet);
            owner.execute(() -> loaded(chain));
        } catch (StoreDamagedException e) {
            refuse(stored, Reason.DAMAGED, "chain " + stored.name() + " is damaged on the server's disk: "
                    + e.getMessage());
        } catch (RuntimeException e) {
            refuse(stored, Reason.INTERNAL, "chain " + stored.name() + " cannot be loaded: " + e.getMessage());
        }
    }

    private void refuse(StoredChain stored, Reason reason, String text) {
        owner.execute(() -> waitingFor(stored.name()).forEach(each -> each.opening.refused(reason, text)));
    }

    private void loaded(HostedChain chain) {
        ChainName name = chain.genesis().record().name();
        Hosting hosting = new Hosting(chain);
        hosted.put(name, hosting);
        for (Waiting each : waitingFor(name)) {
            hosting.users++;
            each.opening.opened(chain);
        }
    }

    private List<Waiting> waitingFor(ChainName name) {
        List<Waiting> waiting = loading.remove(name);
        return waiting == null ? List.of() : waiting;
    }
}
