package io.ate.internal.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Shares out the memory for what clients make a server keep, of one kind: messages that have come in part, or what
 * waits until a client takes it. Without a common bound strangers would need no more than some dozen connections to
 * fill the heap. Thread-safe.
 *
 * <p>
 * When there is no more, somebody has to give way, from the network that has most, which may be the very one that asks.
 * So everybody gets an equal part at least, however much others hold.
 */
public final class MemoryShares {
    private final String what;
    private final Loser loser;
    private final long inAll;
    private final long perNetwork;
    private final Map<Network, Holding> holdings = new HashMap<>();
    private long taken;

    /** Who gives way, of those who come from one network. */
    public enum Loser {
        /** Who has held something for longest: where what is held is in passing, who goes on is preferred. */
        WHO_DAWDLES,
        /** Who holds most: where something is held for as long as somebody is there. */
        WHO_HAS_MOST
    }

    /** @param what is kept, in words for people */
    public MemoryShares(String what, Loser loser, long inAll, long perNetwork) {
        this.what = what;
        this.loser = loser;
        this.inAll = inAll;
        this.perNetwork = perNetwork;
    }

    /** What is kept for the connections from one network; who has held something for longest comes first. */
    private static final class Holding {
        private final Set<Share> shares = new LinkedHashSet<>();
        private long bytes;
    }

    /** What is kept for one of them. Thread-safe. */
    public final class Share {
        private final Network network;
        private final Consumer<String> giveWay;
        private long bytes;
        private boolean lost;

        private Share(Network network, Consumer<String> giveWay) {
            this.network = network;
            this.giveWay = giveWay;
        }

        /** So many bytes are kept now; with more than before others may have to give way, or this one. */
        public void keep(long now) {
            tell(lossesTo(this, now, false));
        }

        /** So many bytes more are kept, or fewer. */
        public void change(long difference) {
            tell(lossesTo(this, difference, true));
        }

        /** Nothing is kept any more, whatever is said later. */
        public void end() {
            synchronized (MemoryShares.this) {
                set(this, 0);
                lost = true;
            }
        }

        /** How many bytes are kept; none once this one had to give way. */
        public long bytes() {
            synchronized (MemoryShares.this) {
                return bytes;
            }
        }
    }

    /** One that has had to give way. */
    private record Loss(Share share, String why) {}

    /**
     * One from there, for which nothing is kept yet.
     *
     * @param giveWay is told, on any thread, why nothing may be kept any more; once at most
     */
    public Share share(Network network, Consumer<String> giveWay) {
        return new Share(network, giveWay);
    }

    private static void tell(List<Loss> losses) {
        for (Loss each : losses) {
            each.share.giveWay.accept(each.why);
        }
    }

    private synchronized List<Loss> lossesTo(Share share, long bytes, boolean more) {
        long now = more ? share.bytes + bytes : bytes;
        if (share.lost || share.bytes == now) {
            return List.of();
        }
        boolean grows = now > share.bytes;
        set(share, now);
        return grows ? losses(share) : List.of();
    }

    private List<Loss> losses(Share share) {
        List<Loss> losses = new ArrayList<>(0);
        while (holding(share.network).bytes > perNetwork) {
            losses.add(lose(share.network, what + " take more memory than this server gives to one address"));
        }
        while (taken > inAll) {
            losses.add(lose(largest(), what + " take all the memory there is for them, and those of your "
                    + "address most of it; try again later"));
        }
        return losses;
    }

    private Loss lose(Network network, String why) {
        Set<Share> shares = holding(network).shares;
        Share lost = switch (loser) {
            case WHO_DAWDLES -> shares.iterator().next();
            case WHO_HAS_MOST ->
                    shares.stream().max((one, other) -> Long.compare(one.bytes, other.bytes)).orElseThrow();
        };
        set(lost, 0);
        lost.lost = true;
        return new Loss(lost, why);
    }

    private void set(Share share, long bytes) {
        Holding holding = holdings.computeIfAbsent(share.network, _ -> new Holding());
        long more = bytes - share.bytes;
        share.bytes = bytes;
        taken += more;
        holding.bytes += more;
        if (bytes == 0) {
            holding.shares.remove(share);
        } else {
            holding.shares.add(share);
        }
        if (holding.shares.isEmpty()) {
            holdings.remove(share.network);
        }
    }

    private Holding holding(Network network) {
        Holding present = holdings.get(network);
        return present == null ? new Holding() : present;
    }

    private Network largest() {
        return holdings.entrySet()
                .stream()
                .max((one, other) -> Long.compare(one.getValue().bytes, other.getValue().bytes))
                .orElseThrow()
                .getKey();
    }

    /** How many bytes are taken now. */
    public synchronized long taken() {
        return taken;
    }
}
