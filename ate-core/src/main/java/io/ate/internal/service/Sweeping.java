package io.ate.internal.service;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.Page;
import io.ate.PrimaryKey;
import io.ate.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the replies to durable requests that nobody takes. How long they have been there it does not believe them: it
 * counts from when it first saw each, by a clock that does not leap. It looks at the oldest ones, and goes past those
 * that it may not remove. Thread-safe.
 */
final class Sweeping {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
    private static final long KEPT = Duration.ofDays(1).toMillis();
    private static final long PAUSE = Duration.ofHours(1).toMillis();
    /** Of the oldest replies, at a time. */
    private static final int MOST = 10_000;

    private final Chain chain;
    private final Mailbox<?, ?> mailbox;
    private final LongSupplier clock;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PrimaryKey, Long> seen = new HashMap<>();
    private final Place replies = new Place();
    private final Place failures = new Place();
    private boolean looked;
    private long last;
    /** Those of the ones that were looked at last which this session may not remove. */
    private final Set<PrimaryKey> staying = ConcurrentHashMap.newKeySet();

    /** How far nothing is left of a collection but what stays. */
    private static final class Place {
        private Page.Token after = Page.Token.START;
    }

    /** @param clock in milliseconds since some moment, which never leaps */
    Sweeping(Chain chain, Mailbox<?, ?> mailbox, LongSupplier clock) {
        this(chain, mailbox, clock, MOST);
    }

    /** @param most so many of the oldest replies are looked at, and as many of what was thrown instead */
    Sweeping(Chain chain, Mailbox<?, ?> mailbox, LongSupplier clock, int most) {
        this.chain = chain;
        this.mailbox = mailbox;
        this.clock = clock;
        this.most = most;
    }

    /** Looks at the replies, if that was not done a short while ago. */
    void sweep() {
        if (lock.tryLock()) { // else somebody does
            try {
                long now = clock.getAsLong();
                if (!looked || now - last >= PAUSE) {
                    looked = true;
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

    private void look(long now) {
        Set<PrimaryKey> present = present();
        seen.keySet().retainAll(present);
        staying.retainAll(present);
        present.forEach(each -> seen.putIfAbsent(each, now));
        seen.forEach((reply, since) -> {
            if (now - since >= KEPT) {
                remove(reply);
            }
        });
    }

    private Set<PrimaryKey> present() {
        return chain.commit(dio -> mailbox.find(dio)
                .map(there -> Stream.concat(oldest(mailbox.replies(there), replies),
                        oldest(mailbox.failures(there), failures)).collect(Collectors.toSet()))
                .orElse(Set.of()));
    }

    /** The oldest of them behind those that stay. */
    private Stream<PrimaryKey> oldest(DaoMap<String, ?> map, Place place) {
        int stay = (int) keys(map.page(place.after, most)).takeWhile(staying::contains).count();
        if (stay > 0) {
            place.after = map.page(place.after, stay).next().orElse(place.after);
        }
        return keys(map.page(place.after, most));
    }

    private static Stream<PrimaryKey> keys(Page<?> page) {
        return page.objects().stream().map(each -> each.ref().key());
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
        Throwable cause = refusal instanceof CompletionException && refusal.getCause() != null ? refusal.getCause()
                : refusal;
        if (cause instanceof CommitRejectedException && !(cause instanceof ConflictException)) {
            staying.add(reply);
        }
    }
}
