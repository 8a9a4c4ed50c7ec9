package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.ChainReadOnlyException;
import io.ate.CommitId;
import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.Statement;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.KeptCommit;
import io.ate.internal.replica.OutboxLog;
import io.ate.internal.replica.Submission;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends on its way again what earlier programs left in a chain's outbox, in the order in which it was handed over, as
 * far as sessions of this program have the keys. What none has the keys for waits there for one that has, together with
 * what names it, whoever made that. Thread-safe.
 */
final class Restoring {
    private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

    private final OpenChain chain;
    private final OutboxLog outbox;
    private final OpenSessions sessions;
    private final Lock lock = new ReentrantLock();

    Restoring(OpenChain chain, OutboxLog outbox, OpenSessions sessions) {
        this.chain = chain;
        this.outbox = outbox;
        this.sessions = sessions;
    }

    /** Goes on with all that the sessions can send which there are by now. */
    void goOn() {
        lock.lock();
        try {
            List<KeptCommit> left = outbox.former();
            if (!left.isEmpty()) {
                goOn(left);
            }
        } catch (ChainReadOnlyException e) {
            LOG.warn("what waits in the outbox of chain {} is not sent: {}", chain.genesis().record().name(),
                    e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void goOn(List<KeptCommit> left) {
        List<SessionLease> present = sessions.all();
        try {
            goOn(left, present);
        } finally {
            present.forEach(SessionLease::close);
        }
    }

    private void goOn(List<KeptCommit> left, List<SessionLease> present) {
        Set<CommitId> waiting = new HashSet<>();
        int sent = 0;
        for (KeptCommit kept : left) {
            SessionLease session = present.stream()
                    .filter(each -> !keys(kept, each.keys()).isEmpty())
                    .findFirst()
                    .orElse(null);
            if (session == null || names(kept, waiting)) {
                waiting.add(kept.id());
            } else {
                try {
                    send(kept, keys(kept, session.keys()), session);
                    sent++;
                } catch (ChainReadOnlyException e) {
                    throw e;
                } catch (AteException | IllegalStateException e) {
                    LOG.error("commit {} waits in the outbox of chain {} and cannot be sent: {}", kept.place(),
                            chain.genesis().record().name(), e.getMessage());
                    waiting.add(kept.id());
                }
            }
        }
        if (sent > 0 || !waiting.isEmpty()) {
            LOG.info("chain {}: {} commits of an earlier program are sent now, {} wait for keys that nobody here has",
                    chain.genesis().record().name(), sent, waiting.size());
        }
    }

    /** The keys that the commit acts under, or none if the session has not all of them. */
    private static List<HeldKeys> keys(KeptCommit kept, SessionKeys session) {
        List<HeldKeys> keys = new ArrayList<>();
        for (KeyId id : kept.commit().statement().keys()) {
            session.held()
                    .stream()
                    .filter(each -> each.id().equals(id) && !each.isClosed())
                    .findFirst()
                    .ifPresent(keys::add);
        }
        return keys.size() == kept.commit().statement().keys().size() ? keys : List.of();
    }

    private static boolean names(KeptCommit kept, Set<CommitId> earlier) {
        Statement statement = kept.commit().statement();
        Stream<Condition> conditions = Stream.concat(
                kept.commit().events().stream().map(each -> each.facts().condition()),
                statement.conditions().stream().map(ObjectCondition::condition));
        return !earlier.isEmpty()
                && conditions.anyMatch(each -> each.earlier(statement.writer()).filter(earlier::contains).isPresent());
    }

    private void send(KeptCommit kept, List<HeldKeys> keys, SessionLease session) {
        Statement statement = kept.commit().statement();
        KeptDraft made = opened(chain, kept, keys.getFirst(), session.keys());
        Draft draft = new Draft(statement.basis(), keys, kept.commit().events(), statement.conditions(),
                statement.writer(), kept.signed(), null, made.seen()).toBeRedrawn();
        CompletableFuture<Long> answer;
        try (Origin origin = chain.pipeline().origin(Set.of(), Deadline.in(Duration.ZERO))) {
            SealedDraft sealed = SealedDraft.restored(chain, session.keys(), draft, origin, made);
            Submission submission = chain.replica().restore(kept, draft);
            if (submission == null) {
                return;
            }
            answer = chain.pipeline().restored(sealed, submission);
        }
        chain.handedOver().add(answer);
        session.further().endWith(answer);
        chain.answers().report(answer, true);
    }

    /**
     * What it takes to draw that commit up anew.
     *
     * @param owner the key that it was made under
     * @throws CorruptionException if it was not put there under that key, or is damaged
     */
    static KeptDraft opened(OpenChain chain, KeptCommit kept, HeldKeys owner, SessionKeys session) {
        OutboxLog outbox = chain.replica().outbox().orElseThrow();
        try {
            Hash hash = Statement.hash(chain.id(), kept.commit().statementBytes());
            return KeptDraft.decode(session.outboxKey(chain, outbox, owner).open(hash, kept.sealed()));
        } catch (AuthenticationFailedException | MalformedException e) {
            throw new CorruptionException("what lies beside it is damaged or forged", e);
        }
    }
}
