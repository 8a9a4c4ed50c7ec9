package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.UntrustedServerException;
import io.ate.internal.tree.RootAt;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a chain is seen: holds the server to what earlier runs saw of it, and has remembered how far this one comes,
 * at most every few seconds while the chain grows, and at the end. Confined to the replica's owner; what is written is
 * written by a reader's thread.
 */
final class Sightings {
    private static final long INTERVAL_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

    private final ReplicaEnvironment environment;
    private final Pins pins;
    private final ChainEpoch epoch;
    /** What earlier runs saw; nothing once that was held against the server. */
    private List<SeenHead> before = List.of();
    /** How far they saw it at other identities; 0 if that was less than at the one that is followed. */
    private long elsewhere;
    private @Nullable RemoteReplica replica;
    private @Nullable PublicKeys followed;
    private RootAt remembered = RootAt.EMPTY;
    private long rememberedEpoch = 1;
    private long at;

    Sightings(ReplicaEnvironment environment, Pins pins, ChainEpoch epoch) {
        this.epoch = epoch;
        this.environment = environment;
        this.pins = pins;
        this.at = environment.clock().getAsLong();
    }

    /** Earlier runs have seen chains so far. */
    void before(List<SeenHead> seen) {
        before = seen;
    }

    /** Holds the server to what earlier runs saw of the chain, unless that was done before. */
    void holdTo(StreamedReplica known, PublicKeys server) {
        before(known.genesis().chainId(), server).forEach(known.verifier()::seen);
        before = List.of();
    }

    /** The same for who is shown single objects, and was shown already that the chain goes on from {@code proven}. */
    void holdTo(HeadReplica known, RootAt proven, PublicKeys server) {
        last(known.genesis().chainId(), server).filter(each -> !each.equals(proven)).ifPresent(known::seen);
        before = List.of();
    }

    /** How far earlier runs saw that chain, if they did. */
    Optional<RootAt> last(ChainId chain, PublicKeys server) {
        return before(chain, server).stream().max(Comparator.comparingLong(RootAt::size));
    }

    /** The last epoch in which earlier runs saw that chain at that identity; 1 if they did not. */
    long lastEpoch(ChainId chain, PublicKeys server) {
        return before.stream()
                .filter(each -> each.isOf(chain, server.fingerprint()))
                .mapToLong(SeenHead::epoch)
                .max()
                .orElse(1);
    }

    /** At whatever identity: a chain has one history, wherever it is brought. */
    private List<RootAt> before(ChainId chain, PublicKeys server) {
        long there = furthest(chain, each -> each.isOf(chain, server.fingerprint()));
        long others = furthest(chain, each -> !each.isOf(chain, server.fingerprint()));
        elsewhere = Math.max(elsewhere, others >= there ? others : 0);
        return before.stream().filter(each -> each.chain().equals(chain)).map(SeenHead::head).toList();
    }

    private long furthest(ChainId chain, Predicate<SeenHead> where) {
        return before.stream()
                .filter(each -> each.chain().equals(chain) && where.test(each))
                .mapToLong(each -> each.head().size())
                .max()
                .orElse(0);
    }

    /** What to tell people of what was found out: the server may not be the one that has shown more. */
    RuntimeException told(RuntimeException cause) {
        if (elsewhere == 0 || !(cause instanceof SetBackException gone)) {
            return cause;
        }
        String how = gone.seen() > gone.shown() ? " up to sequence " + gone.seen() + ", and it ends at " + gone.shown()
                + " here" : ", and what this server shows does not go on from that";
        return new UntrustedServerException("this client has seen the chain at another server" + how + ": this one has "
                + "an older copy of it, or another history. Ask whoever brought it here, and where it goes on; then "
                + "accept it (AteClient.acceptRestored), and the chain is taken as it is here");
    }

    /** From now on what the replica has comes from that server. */
    void follow(RemoteReplica known, PublicKeys server) {
        replica = known;
        followed = server;
    }

    /** The chain has been verified further: this is the time to remember it, unless that was done just now. */
    void verified() {
        SeenHead seen = seen(RemoteReplica::known);
        long now = environment.clock().getAsLong();
        boolean isLess = seen != null && seen.head().size() < elsewhere; // it is not known yet to go on from there
        if (seen != null && !isLess && now - at >= INTERVAL_MILLIS && isNews(seen)) {
            at = now;
            remembered = seen.head();
            rememberedEpoch = seen.epoch();
            environment.readers().execute(() -> remember(seen));
        }
    }

    /**
     * Remembers the last of it, and goes on with {@code then} in any case. Where the server was caught that is what it
     * had signed and proven before: else it would be believed by the next run what this one found out.
     */
    void end(RuntimeException cause, Runnable then) {
        SeenHead last = seen(cause instanceof UntrustedServerException ? RemoteReplica::verifiedHead
                : RemoteReplica::known);
        boolean isRefuted = elsewhere > 0 && cause instanceof UntrustedServerException;
        if (last == null || !isNews(last) || isRefuted || last.head().size() < elsewhere) {
            then.run();
            return;
        }
        environment.readers().execute(() -> {
            try {
                remember(last);
            } finally {
                then.run();
            }
        });
    }

    /** How far the chain has come here, if a server was followed. */
    private @Nullable SeenHead seen(Function<RemoteReplica, RootAt> far) {
        RemoteReplica known = replica;
        PublicKeys server = followed;
        return known == null || server == null ? null
                : new SeenHead(known.genesis().chainId(), server.fingerprint(), far.apply(known),
                        epoch.known());
    }

    private boolean isNews(SeenHead seen) {
        return !pins.equals(Pins.NONE)
                && (seen.head().size() > remembered.size() || seen.epoch() > rememberedEpoch);
    }

    /** What cannot be written is less protection, and no reason to stop what goes well. */
    private void remember(SeenHead seen) {
        try {
            pins.saw(seen);
        } catch (RuntimeException e) {
            LOG.warn("how far chain {} has been seen could not be remembered", seen.chain(), e);
        }
    }
}
