package io.ate.internal.service;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the replies to durable requests that nobody takes. How long they have been there it does not believe them: it
 * counts from when it first saw each. Thread-safe.
 */
final class Sweeping {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofHours(1);
    /** Of the oldest replies, at a time. */
    private static final int MOST = 10_000;

    private final Chain chain;
    private final Mailbox<?, ?> mailbox;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PrimaryKey, Instant> seen = new HashMap<>();
    private Instant last = Instant.MIN;

    Sweeping(Chain chain, Mailbox<?, ?> mailbox, InstantSource clock) {
        this.chain = chain;
        this.mailbox = mailbox;
        this.clock = clock;
    }

    /** Looks at the replies, if that was not done a short while ago. */
    void sweep() {
        if (lock.tryLock()) { // else somebody does
            try {
                Instant now = clock.instant();
                if (last.equals(Instant.MIN) || Duration.between(last, now).abs().compareTo(PAUSE) >= 0) {
                    last = now;
                    look(now);
                }
            } catch (AteException e) { // they are still there the next time
                LOG.debug("old replies of {} are not removed", mailbox.service().name(), e);
            } finally {
                lock.unlock();
            }
        }
    }

    private void look(Instant now) {
        Set<PrimaryKey> present = present();
        seen.keySet().retainAll(present);
        present.forEach(each -> seen.putIfAbsent(each, now));
        Instant old = now.minus(KEPT);
        seen.forEach((reply, since) -> {
            if (!since.isAfter(old)) {
                remove(reply);
            }
        });
    }

    private Set<PrimaryKey> present() {
        return chain.commit(dio -> mailbox.find(dio)
                .map(there -> Stream.of(mailbox.replies(there), mailbox.failures(there))
                        .<DaoRef<?>>flatMap(map -> map.refs().limit(MOST))
                        .map(DaoRef::key)
                        .collect(Collectors.toSet()))
                .orElse(Set.of()));
    }

    /** By a commit of its own: one that this session may not remove does not keep the others. */
    private void remove(PrimaryKey reply) {
        DaoRef<?> ref = DaoRef.of(Type.tree(), reply);
        try {
            var _ = chain.commitAsync(dio -> {
                boolean isThere = dio.exists(ref);
                if (isThere) {
                    dio.delete(ref);
                }
                return isThere;
            }).whenComplete((_, refusal) -> {
                if (refusal != null) {
                    stays(reply, refusal);
                }
            });
        } catch (AteException e) { // where it is clear here already
            stays(reply, e);
        }
    }

    private void stays(PrimaryKey reply, Throwable refusal) {
        LOG.debug("the old reply {} of {} stays", reply, mailbox.service().name(), refusal);
    }
}
