package io.ate.internal.host;

import io.ate.ChainName;
import io.ate.StoreDamagedException;
import io.ate.internal.event.SignedHead;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head of one open chain that the server has signed last, and when it signs the next one: not at every commit,
 * since that costs what a thousand commits do. Thread-safe.
 */
final class StandingHead {
    private static final Logger LOG = LoggerFactory.getLogger(StandingHead.class);

    private final ChainName chain;
    private final ChainHeads heads;
    private final SignedHeads signed;
    private final LongSupplier clock;
    private final long interval;
    private final AtomicReference<@Nullable SignedHead> last = new AtomicReference<>();
    private boolean damaged;

    /**
     * @param signed is told of each head
     * @param clock in milliseconds since 1970
     * @param interval how old a head may be, in milliseconds, before another one is signed
     */
    StandingHead(ChainName chain, ChainHeads heads, SignedHeads signed, LongSupplier clock, long interval) {
        this.chain = chain;
        this.signed = signed;
        this.heads = heads;
        this.clock = clock;
        this.interval = interval;
    }

    /** The last head that was signed, or null if none was since the chain was opened. */
    @Nullable
    SignedHead get() {
        return last.get();
    }

    /** A head over at least {@code size} of {@code visible} events; reads the log. */
    SignedHead over(long size, long visible) {
        SignedHead standing = last.get();
        long now = clock.getAsLong();
        if (standing != null && standing.root().size() >= size && now - standing.time() < interval) {
            return standing;
        }
        SignedHead fresh = heads.sign(visible, now);
        put(fresh);
        return fresh;
    }

    /** A head over exactly {@code size} events, for who is shown the chain as it is then; reads the log. */
    SignedHead at(long size) {
        SignedHead standing = last.get();
        if (standing != null && standing.root().size() == size) {
            return standing;
        }
        SignedHead fresh = heads.sign(size, clock.getAsLong());
        put(fresh);
        return fresh;
    }

    /**
     * Signs a head over {@code visible} events if the chain has grown since the last one, and that is old; the chain's
     * owner's alone. Tells whether there is another head now.
     */
    boolean renew(long visible) {
        if (!isDue(visible)) {
            return false;
        }
        long now = clock.getAsLong();
        try {
            put(heads.sign(visible, now));
            return true;
        } catch (StoreDamagedException e) {
            // One chain's trouble: commits go on, and who opens the chain is told.
            if (!damaged) {
                damaged = true;
                LOG.warn("No head can be signed of chain {}: {}", chain, e.getMessage());
            }
            return false;
        }
    }

    /** Tells whether {@link #renew} would sign, which takes long. */
    boolean isDue(long visible) {
        SignedHead standing = last.get();
        return standing == null
                || (standing.root().size() != visible && clock.getAsLong() - standing.time() >= interval);
    }

    private void put(SignedHead fresh) {
        signed.signed(fresh.root().size(), fresh.time());
        last.accumulateAndGet(fresh,
                (one, other) -> one != null && other != null && one.root().size() > other.root().size() ? one : other);
    }
}
