package io.ate.server.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.commons.net.ntp.NTPUDPClient;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the server's clock is ahead of an NTP pool's: asked at the start and every 17 minutes, on a thread that
 * nobody waits for. Nothing is set by it and nothing decided: an answer that somebody forged on its way, for which NTP
 * has no remedy, makes a wrong figure. A pool that does not answer is said once, and so is a clock that is wrong.
 * Thread-safe.
 */
final class ClockSkew implements AutoCloseable {
    /** As ntpd asks whom it has come to trust. */
    private static final Duration INTERVAL = Duration.ofSeconds(1_024);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Above that people begin to notice; commits are refused from five minutes on. */
    private static final Duration MUCH = Duration.ofSeconds(5);
    /** From there on a server is not synchronised itself; 0 says that it will not be asked. */
    private static final int NO_STRATUM = 16;
    private static final int UNSYNCHRONISED = 3;
    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);

    private final NtpPool pool;
    private final LongSupplier clock;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long asked = System.nanoTime() - INTERVAL.toNanos();
    private volatile @Nullable Duration present;
    private volatile boolean silent;
    private volatile boolean much;
    private volatile boolean closed;
    private volatile @Nullable NTPUDPClient client;

    /** @param clock milliseconds since 1970 */
    ClockSkew(NtpPool pool, LongSupplier clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** How far the clock was ahead when the pool last answered. */
    Optional<Duration> present() {
        return Optional.ofNullable(present);
    }

    /** The same in seconds, as monitoring counts; no number before there is one. */
    double seconds() {
        Duration known = present;
        return known == null ? Double.NaN : known.toMillis() / 1e3;
    }

    /** Asks, if it is time to. */
    void tick() {
        if (System.nanoTime() - asked >= INTERVAL.toNanos() && asking.compareAndSet(false, true)) {
            asked = System.nanoTime();
            var _ = Thread.ofVirtual().name("ate-ntp").start(() -> {
                try {
                    ask();
                } finally {
                    asking.set(false);
                }
            });
        }
    }

    private void ask() {
        try (NTPUDPClient asker = new NTPUDPClient()) {
            asker.setDefaultTimeout(PATIENCE);
            client = asker;
            asker.open();
            if (closed) {
                return;
            }
            TimeInfo answer = asker.getTime(InetAddress.getByName(pool.host()), pool.port());
            long now = System.currentTimeMillis();
            answer.computeDetails();
            Long offset = answer.getOffset();
            if (offset == null || !isSynchronised(answer.getMessage())) {
                silent("it has no time to tell");
            } else {
                answered(Duration.ofMillis(clock.getAsLong() - (now + offset)));
            }
        } catch (IOException | RuntimeException e) { // what the library does with a datagram that is no answer
            if (!closed) {
                silent(String.valueOf(e.getMessage()));
            }
        }
    }

    private static boolean isSynchronised(NtpV3Packet answer) {
        return answer.getMode() == NtpV3Packet.MODE_SERVER && answer.getLeapIndicator() != UNSYNCHRONISED
                && answer.getStratum() > 0 && answer.getStratum() < NO_STRATUM;
    }

    private void silent(String why) {
        if (!silent) {
            silent = true;
            LOG.warn("the NTP pool {} does not answer, so nobody knows how wrong the clock here is: {}", pool, why);
        }
    }

    private void answered(Duration skew) {
        present = skew;
        if (silent) {
            silent = false;
            LOG.info("the NTP pool {} answers again", pool);
        }
        boolean isMuch = skew.abs().compareTo(MUCH) > 0;
        if (isMuch != much) {
            much = isMuch;
            if (isMuch) {
                LOG.warn("the clock here is {} the NTP pool {}: set it right; times in chains are taken from it",
                        text(skew), pool);
            } else {
                LOG.info("the clock here agrees with the NTP pool {} again", pool);
            }
        }
    }

    private static String text(Duration skew) {
        return String.format(Locale.ROOT, "%.3f s %s", skew.abs().toMillis() / 1e3,
                skew.isNegative() ? "behind" : "ahead of");
    }

    /** Asks nobody any more. */
    @Override
    public void close() {
        closed = true;
        NTPUDPClient last = client;
        if (last != null) {
            last.close();
        }
    }
}
