package io.ate.server.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Shares out the memory for messages that have come in part. Without a common bound strangers would need no more than
 * some dozen connections to fill the heap. Thread-safe.
 *
 * <p>
 * When there is no more, a message has to give way: the oldest one from the network that has most, which may be the
 * very one that grows. So everybody gets an equal part at least, however much others hold; and among those who come
 * from one network, who goes on is preferred to who dawdles.
 */
final class UnfinishedBytes {
    private final long inAll;
    private final long perNetwork;
    private final Map<Network, Holding> holdings = new HashMap<>();
    private long taken;

    UnfinishedBytes(long inAll, long perNetwork) {
        this.inAll = inAll;
        this.perNetwork = perNetwork;
    }

    /** What the connections from one network keep, the oldest message first. */
    private static final class Holding {
        private final Set<Share> shares = new LinkedHashSet<>();
        private long bytes;
    }

    /** What one connection keeps of a message. Thread-safe. */
    final class Share {
        private final Network network;
        private final Consumer<String> giveWay;
        private long bytes;
        private boolean lost;

        private Share(Network network, Consumer<String> giveWay) {
            this.network = network;
            this.giveWay = giveWay;
        }

        /** Keeps so many bytes now; with more than before others may have to give way, or this one. */
        void keep(long now) {
            resize(this, now);
        }

        /** How many bytes are kept; none once this one had to give way. */
        long bytes() {
            synchronized (UnfinishedBytes.this) {
                return bytes;
            }
        }
    }

    /** A message that has had to give way. */
    private record Loser(Share share, String why) {}

    /**
     * A connection from there, that keeps nothing yet.
     *
     * @param giveWay is told, on any thread, why nothing may be kept any more; once at most
     */
    Share share(Network network, Consumer<String> giveWay) {
        return new Share(network, giveWay);
    }

    private void resize(Share share, long bytes) {
        for (Loser each : losers(share, bytes)) {
            each.share.giveWay.accept(each.why);
        }
    }

    private synchronized List<Loser> losers(Share share, long bytes) {
        List<Loser> losers = new ArrayList<>();
        if (share.lost || share.bytes == bytes) {
            return losers;
        }
        set(share, bytes);
        while (holding(share.network).bytes > perNetwork) {
            losers.add(lose(share.network,
                    "unfinished messages from your address take more memory than this server gives them"));
        }
        while (taken > inAll) {
            losers.add(lose(largest(), "unfinished messages take all the memory this server has for them, and those "
                    + "from your address most of it; try again later"));
        }
        return losers;
    }

    private Loser lose(Network network, String why) {
        Share oldest = holding(network).shares.iterator().next();
        set(oldest, 0);
        oldest.lost = true;
        return new Loser(oldest, why);
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
    synchronized long taken() {
        return taken;
    }
}
