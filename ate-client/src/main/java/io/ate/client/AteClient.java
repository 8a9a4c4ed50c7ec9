package io.ate.client;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.DaoForeign;
import io.ate.Genesis;
import io.ate.KeyId;
import io.ate.NoSuchChainException;
import io.ate.Offline;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.internal.ChainAddress;
import io.ate.client.internal.ChainMemory;
import io.ate.client.internal.ClientLoops;
import io.ate.client.internal.Replicas;
import io.ate.client.internal.ServerLink;
import io.ate.client.internal.ServerMemory;
import io.ate.client.internal.ServerPinning;
import io.ate.client.internal.ServerPlace;
import io.ate.internal.chain.Chains;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.replica.ChainWish;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Pins;
import io.ate.internal.replica.ReplicaEnvironment;
import io.ate.internal.replica.ReplicaThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chains of servers, for one program: any number of chains at any number of servers, one connection to each server. It
 * connects when a chain is opened, and again by itself as often as the connection breaks. Thread-safe; calls block
 * until they have their result, at most until the deadline of the {@link AteConfig}.
 *
 * <p>
 * A chain is given by its name, at the server that the client was made for, or by its address,
 * {@code ws://host[:port]/db/<name>[#fingerprint][&chain=<id>]}. The fingerprint pins the server's identity, the id the
 * chain's; without them {@link ClientConfig} says by what they are known.
 *
 * <p>
 * A server could show a chain of its own making under any name. So a chain is written to only if something beside the
 * server speaks for it: the id in the address that its owner hands on, an earlier visit ({@link
 * ClientConfig#state(Path)}), an owner who is known ({@link ClientConfig#owners()}) or among the session's own keys; or
 * the program takes it as it comes ({@link ClientConfig#trustOnFirstUse()}). Where nothing does, a chain in {@link
 * Trust#DISTRIBUTED} trust is not opened at all, and one in {@link Trust#CENTRALIZED} trust, where the server is
 * believed anyway, can be read, while every write is refused with {@link io.ate.ChainReadOnlyException}.
 *
 * {@snippet :
 * try (AteClient client = AteClient.create("ws://localhost:5000/db");
 *         KeyBundle alice = KeyBundle.load(Path.of("alice.key"));
 *         Chain notes = client.open("example.com/alice/notes", Session.of(alice))) {
 *     notes.store(new Note("milk"));
 * }
 * }
 */
public final class AteClient implements AutoCloseable {
    private final ChainAddress home;
    private final AteConfig config;
    private final ClientConfig trust;
    private final ReplicaEnvironment environment;
    private final ClientLoops loops = new ClientLoops();
    private final Map<Target, ServerLink> links = new HashMap<>();
    /** One for each server, whatever identity was demanded of it: a folder belongs to one. */
    private final Map<ServerPlace, Replicas> replicas = new HashMap<>();
    private boolean offline;
    private boolean closed;

    /** A server, and the identity that it has to have, if one is demanded. */
    private record Target(ServerPlace server, Optional<String> fingerprint) {}

    private AteClient(ChainAddress home, AteConfig config, ClientConfig trust) {
        this.home = home;
        this.config = config;
        this.trust = trust;
        this.environment = ReplicaThreads.environment(Entropy.from(config), config.clock()::millis,
                config.payloadLimit(), CompactionRules.of(config));
    }

    /**
     * A client of the server at that address, {@code ws://host[:port]/db[#fingerprint]}; nothing is sent yet.
     *
     * @throws IllegalArgumentException if the text is no such address
     */
    public static AteClient create(String address) {
        return create(address, AteConfig.defaults());
    }

    /** A client with settings of its own; nothing is sent yet. */
    public static AteClient create(String address, AteConfig config) {
        return create(address, config, ClientConfig.defaults());
    }

    /** A client with settings of its own, that knows servers and chains by what {@code trust} says. */
    public static AteClient create(String address, AteConfig config, ClientConfig trust) {
        return new AteClient(ChainAddress.parse(Objects.requireNonNull(address, "address")), config,
                Objects.requireNonNull(trust, "trust"));
    }

    /**
     * Opens a chain; a missing one is created, for the session's keys alone, unless the chain's id is known already or
     * the session has no keys.
     *
     * @throws NoSuchChainException if there is none and none was created
     * @throws io.ate.NoReadAuthorityException if none of the session's keys may follow it
     * @throws io.ate.UntrustedServerException if server or chain is not the one that is meant, or in another trust than
     * the client demands; or if the chain is in distributed trust, and nothing but the server's word speaks for it. In
     * centralized trust such a chain is opened, for reading only: see {@link AteClient}.
     * @throws ChainUnavailableException if the server is away until the deadline; where the {@link AteConfig} says
     * {@link Offline#READ} or {@link Offline#WORK}, as soon as it is known to be away, if the chain is not here to be
     * opened without it
     */
    public Chain open(String chain, Session session) {
        return open(chain, session, config.offline());
    }

    /**
     * Opens a chain as {@link #open(String, Session)} does, of which {@code mode} says what becomes of it while its
     * server is away.
     */
    public Chain open(String chain, Session session, Offline mode) {
        return open(chain, session, mode, _ -> {
            // whoever asks for no more is content with either
        });
    }

    /**
     * Opens a chain as {@link #open(String, Session)} does, and tells whether this very call created it. Of any number
     * who open a missing chain at the same time one is told so.
     *
     * @param created is given the chain before it is returned, if it was missing and is the one that was begun here
     */
    public Chain open(String chain, Session session, Consumer<? super Chain> created) {
        return open(chain, session, config.offline(), created);
    }

    private Chain open(String chain, Session session, Offline mode, Consumer<? super Chain> created) {
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(session, "session");
        ChainAddress address = address(chain);
        SignedGenesis genesis = session.keys().isEmpty() ? null
                : genesis(address, session,
                        Genesis.of(Rules.inherit()).trust(trust.demandedTrust().orElse(Trust.CENTRALIZED)));
        Chain opened = open(address, session, mode, genesis);
        boolean told = false;
        try {
            if (genesis != null && opened.id().equals(genesis.chainId())) {
                created.accept(opened);
            }
            told = true;
            return opened;
        } finally {
            if (!told) {
                opened.close();
            }
        }
    }

    /**
     * Opens a chain that is there already, as {@link #open} does; in distributed trust only if something beside the
     * server speaks for it, in centralized trust without that for reading only: see {@link AteClient}.
     */
    public Chain openExisting(String chain, Session session) {
        return openExisting(chain, session, config.offline());
    }

    /**
     * Opens a chain that is there already, as {@link #openExisting(String, Session)} does; {@code mode} says what
     * becomes of it while its server is away.
     */
    public Chain openExisting(String chain, Session session, Offline mode) {
        return open(address(chain), session, mode, null);
    }

    /**
     * Opens a chain that is there already at its head: none of its history comes here, and objects are fetched, with
     * proofs, when they are looked at. So it is open at once, however long it is, for who reads or writes a few objects
     * that he has names or references for.
     *
     * <p>
     * The server has to prove that what it shows stands in the chain, that this goes on from what was seen of it
     * before, and that who set rules had a right to it. It could leave out what came later, which somebody who has the
     * history would notice: an object may be shown as it was, as missing, or without rules that it was given since. A
     * commit that was made from that is refused by every honest server; a dishonest one could keep it, for somebody who
     * helps it and whose right to read was taken from him, and could read it itself where everyone once might. Where
     * that matters, {@link #openExisting}.
     *
     * <p>
     * Nothing comes that was not asked for: each look shows what is there then, and no less than the server has stored
     * for this program: it has to prove each commit before that returns, and is held to it from then on, by later runs
     * that remember what was seen ({@link ClientConfig#state}), too. {@link Chain#sequence} is that of the last look or
     * write, {@link Chain#sync}
     * looks once, and {@link Chain#await} looks again and again until the chain has come so far.
     *
     * <p>
     * All that one unit of work looks at is of one moment. Where the chain moves on between two looks, its body is run
     * again, and what it has looked at before is fetched at once. It looks at 256 objects at most.
     *
     * <p>
     * What needs the history throws {@link io.ate.HistoryNeededException} when it is called, and nothing was stored
     * then: lists, buses, followers, queues, indexes, views, event streams, locks, services; objects that were moved;
     * chains in {@link Trust#DISTRIBUTED} trust as a whole. And where the answer to a commit is lost for good, as when
     * its keys were closed before it could be sent again, {@link Chain#outcome} stays unknown: look at what it was to
     * write.
     *
     * @throws io.ate.HistoryNeededException if this chain cannot be opened so
     */
    public Chain openAtHead(String chain, Session session) {
        ChainAddress address = address(chain);
        return opened(address, session,
                wish(address, session, trust.trustOnFirstUse(), config.offline(), null).forObjects(config.deadline()));
    }

    /**
     * Creates a chain that begins as {@code genesis} says, and opens it.
     *
     * @throws CommitRejectedException with {@link Reason#CHAIN_EXISTS} if there is one of that name
     * @throws IllegalArgumentException if the client demands another trust than {@code genesis} says
     */
    public Chain create(String chain, Session session, Genesis genesis) {
        trust.demandedTrust().filter(demanded -> demanded != genesis.trust()).ifPresent(demanded -> {
            throw new IllegalArgumentException("this client works with chains in " + demanded
                    + " trust, and is to create one in " + genesis.trust());
        });
        ChainAddress address = address(chain);
        SignedGenesis own = genesis(address, session, genesis);
        // Nothing remembered is looked at: whatever is met under the name, only what was made here will do.
        ServerLink.Followed followed = link(address).open(wish(address, session, true, config.offline(), own),
                memory(address).map(ChainMemory::forNewChain).orElse(Pins.NONE),
                met -> demandOwn(own, met, address), config.deadline());
        pins(address).remember(name(address), own.chainId());
        return over(followed, address, session);
    }

    /**
     * The value that another chain's value points to, as its server has it now. Opens that chain for as long as this
     * takes, beside any other handle of it; to read more of it, {@linkplain #openExisting open}
     * {@link DaoForeign#chain()}.
     *
     * @throws io.ate.NoSuchObjectException if it does not exist
     * @throws io.ate.NoReadAuthorityException if the session's keys do not open it
     */
    public <T> T get(DaoForeign<T> foreign, Session session) {
        try (Chain chain = openInPassing(foreign, session)) {
            return chain.get(foreign.object());
        }
    }

    /** The value that another chain's value points to, if it exists; see {@link #get}. */
    public <T> Optional<T> find(DaoForeign<T> foreign, Session session) {
        try (Chain chain = openInPassing(foreign, session)) {
            return chain.find(foreign.object());
        }
    }

    private Chain openInPassing(DaoForeign<?> foreign, Session session) {
        ChainAddress address = address(foreign.chain());
        ChainWish wish = wish(address, session, trust.trustOnFirstUse(), config.offline(), null);
        return opened(address, session, () -> link(address).openInPassing(wish, pins(address), config.deadline()));
    }

    /** How the client's server is doing, with those of its chains that {@code session} may open. */
    public ServerStatus status(Session session) {
        ToClient answer = link(home).ask(held(session), (request, _) -> new StatusRequest(request), deadline());
        if (!(answer instanceof io.ate.internal.protocol.ServerStatus status)) {
            throw refused(answer);
        }
        List<ChainStatus> chains = status.chains()
                .stream()
                .map(each -> new ChainStatus(each.name(), each.id(), each.bytes(), each.sequence(), each.subscribers(),
                        each.commitsPerSecond(), each.bytesPerSecond(), compacted(each)))
                .toList();
        Optional<Instant> lastBackup = status.lastBackup() == 0 ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(status.lastBackup()));
        return new ServerStatus(status.version(), Duration.ofMillis(status.uptimeMillis()), lastBackup,
                Optional.ofNullable(status.skewMillis()).map(Duration::ofMillis), chains,
                status.more());
    }

    private static Optional<ChainStatus.Compacted> compacted(io.ate.internal.protocol.ChainStatus chain) {
        return chain.compacted() == 0 ? Optional.empty()
                : Optional.of(new ChainStatus.Compacted(Instant.ofEpochMilli(chain.compacted()), chain.before(),
                        chain.after()));
    }

    /** The chains of the client's server that {@code session} may open. */
    public ChainListings chains(Session session) {
        return chains(home, session);
    }

    /**
     * Deletes a chain for good.
     *
     * @throws NoSuchChainException if there is none of that name that the session may open
     * @throws CommitRejectedException with {@link Reason#NOT_OWNER} if no key of the session is one of its owners
     */
    public void drop(String chain, Session session) {
        ChainAddress address = address(chain);
        ChainName name = name(address);
        ChainId id = address.id()
                .or(() -> pins(address).remembered(name))
                .orElseGet(() -> listed(name, chains(address, session), address));
        dropAs(held(session), address, id);
        memory(address).ifPresent(memory -> memory.forget(name, id));
    }

    /**
     * Forgets the client's server: its identity, and how far its chains were seen, so that the next connection takes it
     * as it comes. For when it was replaced, or its store was set back, and you know why. Replicas on disk
     * ({@link AteConfig#folder()}) are not touched: where they know more than a store that was set back, they go on
     * refusing it until their folder is removed.
     *
     * @return whether anything of it was remembered
     */
    public boolean forgetServer() {
        Optional<String> known = trust.knownServers().memory().find(home.server()).map(ServerMemory.Known::fingerprint);
        boolean seen = false;
        for (Path folder : trust.state().stream().toList()) {
            for (String fingerprint : Stream.concat(home.fingerprint().stream(), known.stream()).distinct().toList()) {
                seen |= ChainMemory.forgetSeen(folder, fingerprint);
            }
        }
        boolean met = trust.knownServers().memory().forget(home.server());
        return met || seen;
    }

    /**
     * Takes one chain as its server has it, after that was restored from a backup, or after an older copy of the chain
     * was brought there from another server, and this client said so ({@link io.ate.UntrustedServerException}): how far
     * the chain was seen is forgotten, and at the next opening it
     * comes anew. Its replica on disk ({@link AteConfig#folder()}) is put aside, where it can be read by a client of
     * that folder that is {@linkplain #offline() off line}; what lies in its outbox is sent to the restored chain, or
     * reported as any refused commit. Of all else that is known of the server nothing changes, and an older epoch of
     * its store is refused as before. Ask first whoever runs the server: with this the client believes it.
     *
     * @throws io.ate.ReplicaInUseException if the chain is open with a replica on disk: close it first
     */
    public AcceptedRestore acceptRestored(String chain) {
        ChainAddress address = address(chain);
        ChainName name = name(address);
        Optional<Replicas.Aside> aside;
        try {
            aside = replicas(address.server()).putAside(name);
        } catch (IOException e) {
            throw new UncheckedIOException("the replica of chain " + name + " cannot be put aside: " + e.getMessage(),
                    e);
        }
        Optional<ChainId> id = address.id()
                .or(() -> pins(address).remembered(name))
                .or(() -> aside.map(Replicas.Aside::chain));
        boolean seen = false;
        if (id.isPresent() && fingerprint(address).isPresent() && memory(address).isPresent()) {
            seen = memory(address).get().accept(id.get(), fingerprint(address).get());
        }
        return new AcceptedRestore(seen, aside.map(Replicas.Aside::folder));
    }

    private synchronized Replicas replicas(ServerPlace server) {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        return replicas.computeIfAbsent(server, each -> new Replicas(config.folder(), each));
    }

    private static ChainId listed(ChainName name, ChainListings chains, ChainAddress at) {
        return chains.listed()
                .stream()
                .filter(each -> each.name().equals(name))
                .map(ChainListing::id)
                .findFirst()
                .orElseThrow(() -> new NoSuchChainException(chains.more()
                        ? "chain " + name + " is not among those that " + at.server()
                                + " has room to list: name it by a link with its id"
                        : "there is no chain " + name + " at " + at.server() + " that these keys open"));
    }

    private void dropAs(List<HeldKeys> keys, ChainAddress address, ChainId id) {
        ToClient answer = null;
        for (HeldKeys key : keys) {
            answer = link(address).ask(List.of(), (request, transcript) -> new Drop(request, id, key.id(),
                    KeyProof.DROP.sign(key, transcript, id)), deadline());
            if (answer instanceof Dropped) {
                return;
            }
        }
        throw answer == null
                ? CommitRejectedException.of(Reason.NOT_OWNER, "a session without keys owns no chain", null)
                : refused(answer);
    }

    private ChainListings chains(ChainAddress at, Session session) {
        ToClient answer = link(at).ask(held(session), (request, _) -> new ListChains(request), deadline());
        if (!(answer instanceof ChainList list)) {
            throw refused(answer);
        }
        return new ChainListings(
                list.chains().stream().map(each -> new ChainListing(each.name(), each.id())).toList(), list.more());
    }

    private Chain open(ChainAddress address, Session session, Offline mode, @Nullable SignedGenesis genesis) {
        return opened(address, session, wish(address, session, trust.trustOnFirstUse(), mode, genesis));
    }

    private Chain opened(ChainAddress address, Session session, ChainWish wish) {
        return opened(address, session, () -> link(address).open(wish, pins(address), _ -> {
        }, config.deadline()));
    }

    private Chain opened(ChainAddress address, Session session, Supplier<ServerLink.Followed> opening) {
        try {
            return over(opening.get(), address, session);
        } catch (NoSuchChainException e) {
            throw memory(address).flatMap(memory -> memory.gone(name(address)))
                    .map(told -> new NoSuchChainException(told, e))
                    .orElse(e);
        }
    }

    private Chain over(ServerLink.Followed followed, ChainAddress address, Session session) {
        String link = new ChainAddress(address.server(), address.chain(), fingerprint(address),
                Optional.of(followed.replica().genesis().chainId())).toText();
        return Chains.over(followed.replica(), session, config, followed::fault, Optional.of(link),
                followed::awaitRelease);
    }

    /** What the server's identity has to be, or what was met and taken for it. */
    private Optional<String> fingerprint(ChainAddress address) {
        return demanded(address).or(
                () -> trust.knownServers().memory().find(address.server()).map(ServerMemory.Known::fingerprint));
    }

    /** The same server under the same demand is one connection; the client's own demand holds for its server. */
    private Optional<String> demanded(ChainAddress address) {
        return address.fingerprint()
                .or(() -> address.server().equals(home.server()) ? home.fingerprint() : Optional.empty());
    }

    private ChainWish wish(ChainAddress address, Session session, boolean asItComes, Offline mode,
            @Nullable SignedGenesis genesis) {
        Set<KeyId> owners = trust.owners().stream().map(PublicKeys::id).collect(Collectors.toUnmodifiableSet());
        return new ChainWish(name(address), address.id().orElse(null), owners, held(session), asItComes,
                trust.demandedTrust().orElse(null), genesis).offline(Objects.requireNonNull(mode, "mode"));
    }

    private Pins pins(ChainAddress address) {
        return memory(address).<Pins>map(memory -> memory).orElse(Pins.NONE);
    }

    private Optional<ChainMemory> memory(ChainAddress address) {
        return trust.state().map(folder -> ChainMemory.in(folder, address.server(), trust.notices()));
    }

    private static void demandOwn(SignedGenesis own, SignedGenesis met, ChainAddress address) {
        if (!met.chainId().equals(own.chainId())) {
            throw CommitRejectedException.of(Reason.CHAIN_EXISTS, "there is a chain " + name(address) + " at "
                    + address.server() + " already: choose another name, or use the one that is there", null);
        }
    }

    private SignedGenesis genesis(ChainAddress address, Session session, Genesis genesis) {
        return new GenesisMaker(Entropy.from(config)).make(name(address), genesis, session);
    }

    private ChainAddress address(String chain) {
        return ChainAddress.isAddress(Objects.requireNonNull(chain, "chain")) ? ChainAddress.parse(chain)
                : home.chain(chain);
    }

    private static ChainName name(ChainAddress address) {
        return address.chain()
                .orElseThrow(
                        () -> new IllegalArgumentException("the address names a server, but no chain: add /<name>"));
    }

    private static List<HeldKeys> held(Session session) {
        return session.keys().stream().map(HeldKeys::of).toList();
    }

    private Deadline deadline() {
        return Deadline.in(config.deadline());
    }

    private static RuntimeException refused(ToClient answer) {
        return answer instanceof Rejected refusal
                ? CommitRejectedException.of(refusal.reason(), refusal.text(), null)
                : new ChainUnavailableException("the server answered something else: " + answer);
    }

    private synchronized ServerLink link(ChainAddress address) {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        return links.computeIfAbsent(new Target(address.server(), demanded(address)), this::link);
    }

    private ServerLink link(Target target) {
        ServerPinning identity = new ServerPinning(target.server, target.fingerprint, trust.knownServers().memory(),
                trust.notices());
        ServerLink link = new ServerLink(target.server, identity, environment, loops,
                replicas(target.server), trust.notices());
        if (offline) {
            link.offline();
        }
        return link;
    }

    /**
     * Ends all connections of this client, and makes none until {@link #online()}: as if all servers were away. From
     * now on nothing that comes is taken. What was sent and is not answered is settled then, as after a connection that
     * broke; what is being sent at this moment may still arrive. Chains stay open, and go on as they do without their
     * servers ({@link Offline}). At any moment, from any thread; once more does nothing.
     */
    public synchronized void offline() {
        offline = true;
        links.values().forEach(ServerLink::offline);
    }

    /**
     * Connects again after {@link #offline()}, at once where anything is open. At any moment, from any thread; once
     * more does nothing.
     */
    public synchronized void online() {
        offline = false;
        links.values().forEach(ServerLink::online);
    }

    /** Whether this client was put off line by {@link #offline()}; it says nothing of servers that are away. */
    public synchronized boolean isOffline() {
        return offline;
    }

    @Override
    public String toString() {
        return "AteClient of " + home.server();
    }

    /**
     * Ends all connections and closes the chains that are still open. Locks are given back with that, as far as the
     * servers can be told so within moments. Closing again does nothing.
     */
    @Override
    public void close() {
        List<ServerLink> all;
        List<Replicas> places;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = List.copyOf(links.values());
            links.clear();
            places = List.copyOf(replicas.values());
            replicas.clear();
        }
        all.forEach(ServerLink::beginToClose);
        all.forEach(ServerLink::close);
        places.forEach(Replicas::close);
        loops.close();
    }
}
