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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private static final Comparator<KeptCommit> IN_TURN = Comparator.comparingLong(KeptCommit::turn);
    private static final Comparator<Former> IN_PLACE = Comparator.comparingLong(each -> each.kept.place());

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
        List<Former> opened = new ArrayList<>();
        left.stream().sorted(IN_TURN).forEach(kept -> opened(kept, present, waiting).ifPresent(opened::add));
        send(opened, waiting);
        LOG.info("chain {}: {} commits that were left in the outbox go as soon as the server can be reached, {} wait "
                + "for keys that nobody here has", chain.genesis().record().name(), opened.size(),
                left.size() - opened.size());
    }

    /** A commit of an earlier program, with what it takes to send it. */
    private record Former(KeptCommit kept, List<HeldKeys> keys, SessionLease session, KeptDraft made,
            Lineage lineage) {
        private Draft draft() {
            Statement statement = kept.commit().statement();
            return new Draft(statement.basis(), keys, kept.commit().events(), statement.conditions(),
                    statement.writer(), kept.signed(), null, made.seen()).toBeRedrawn();
        }
    }

    /** The commit with all that it takes to send it, if that is here. */
    private Optional<Former> opened(KeptCommit kept, List<SessionLease> present, Set<CommitId> waiting) {
        SessionLease session = names(kept, waiting) ? null
                : present.stream().filter(each -> !keys(kept, each.keys()).isEmpty()).findFirst().orElse(null);
        if (session != null) {
            List<HeldKeys> keys = keys(kept, session.keys());
            try {
                KeptDraft made = opened(chain, kept, keys.getFirst(), session.keys());
                return Optional.of(new Former(kept, keys, session, made, lineage(kept)));
            } catch (MalformedException | AteException | IllegalStateException e) {
                cannotBeSent(kept, e);
            }
        }
        waits(kept, waiting);
        return Optional.empty();
    }

    /** So does what names it, or what it has come in the place of. */
    private static void waits(KeptCommit kept, Set<CommitId> waiting) {
        waiting.add(kept.id());
        try {
            lineage(kept).ancestors().forEach(each -> waiting.add(each.commit()));
        } catch (MalformedException e) {
            LOG.debug("what commit {} has come in the place of cannot be said: {}", kept.id(), e.getMessage());
        }
    }

    private static Lineage lineage(KeptCommit kept) throws MalformedException {
        return Lineage.decode(OutboxKey.clear(kept.sealed()));
    }

    private void cannotBeSent(KeptCommit kept, Exception why) {
        LOG.error("commit {} waits in the outbox of chain {} and cannot be sent: {}", kept.place(),
                chain.genesis().record().name(), why.getMessage());
    }

    /**
     * Sends them in their turn, since a writer's numbers rise. What has to be drawn up anew of them is so in the order
     * of their places, so all of these are known, and on their way, before anything is answered: an answer may come at
     * once, and what is refused is put off if it builds on one that is not.
     */
    private void send(List<Former> inTurn, Set<CommitId> waiting) {
        Map<Long, UnderWay> expected = new HashMap<>(); // by place
        Set<Long> unsent = new HashSet<>();
        inTurn.forEach(each -> unsent.add(each.kept.place()));
        unsent.forEach(outbox::goesOn);
        try (Origin origin = chain.pipeline().origin(Set.of(), Deadline.in(Duration.ZERO))) {
            inTurn.stream()
                    .sorted(IN_PLACE)
                    .forEach(each -> expected.put(each.kept.place(), chain.pipeline()
                            .expected(SealedDraft.restored(chain, each.session.keys(), each.draft(), origin, each.made),
                                    each.kept.id(), each.lineage)));
            for (Former each : inTurn) {
                try {
                    if (names(each.kept, waiting)) {
                        waits(each.kept, waiting);
                    } else {
                        send(each, Objects.requireNonNull(expected.get(each.kept.place()), "all are expected"));
                        unsent.remove(each.kept.place());
                    }
                } catch (ChainReadOnlyException e) {
                    throw e;
                } catch (AteException | IllegalStateException e) {
                    cannotBeSent(each.kept, e);
                    waits(each.kept, waiting);
                }
            }
        } finally {
            unsent.forEach(outbox::waits); // first: what builds on them is looked at again now
            expected.values().forEach(chain.pipeline()::endIfUnsent);
        }
    }

    private void send(Former former, UnderWay commit) {
        Submission submission = chain.replica().restore(former.kept, commit.draft().draft());
        if (submission == null) {
            return;
        }
        CompletableFuture<Long> answer = chain.pipeline().restored(commit, submission);
        chain.handedOver().add(answer);
        former.session.further().endWith(answer);
        chain.answers().report(answer, true);
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
            throw new CorruptionException("what lies beside it is damaged or forged: " + e.getMessage(), e);
        }
    }
}
