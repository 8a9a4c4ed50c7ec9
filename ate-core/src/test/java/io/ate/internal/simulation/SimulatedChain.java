package io.ate.internal.simulation;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.PrimaryKey;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.RemoteReplica;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.Effects;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One chain that a client has open, or wants to: what its listeners hear of it, each commit once, in order, without a
 * gap, and what ended it. Confined to the simulation's thread.
 */
final class SimulatedChain {
    private final SignedGenesis genesis;
    private final List<Replica.Applied> heard = new ArrayList<>();
    private @Nullable RemoteReplica replica;
    private @Nullable Chain chain;
    private @Nullable Throwable failure;
    private Runnable whenHeard = () -> {
    };
    private final boolean mayMiss;
    private long last;

    /** @param mayMiss whether events may have been removed before they come here */
    SimulatedChain(SignedGenesis genesis, boolean mayMiss) {
        this.genesis = genesis;
        this.mayMiss = mayMiss;
    }

    ChainName name() {
        return genesis.record().name();
    }

    SignedGenesis genesis() {
        return genesis;
    }

    void opened(RemoteReplica opened, Chain handle) {
        replica = opened;
        chain = handle;
        last = opened.sequence();
        opened.listen(this::heard);
    }

    void failed(Throwable cause) {
        failure = cause;
    }

    private void heard(Effects effects) {
        Replica now = replica;
        if (now != null && effects.last() > last) {
            now.history(last).forEach(this::heard);
            if (mayMiss) { // what comes last may be gone, too
                last = Math.max(last, effects.last());
            }
        }
    }

    private void heard(Replica.Applied commit) {
        if (commit.first() <= last || (!mayMiss && commit.first() != last + 1)) {
            throw new AssertionError("after sequence " + last + " came " + commit.first());
        }
        if (!mayMiss && commit.events().size() != commit.record().statement().count()) {
            throw new AssertionError("of the commit at " + commit.record().first() + " a part came");
        }
        last = commit.last();
        heard.add(commit);
        whenHeard.run();
    }

    /** Has that run whenever a commit has been applied here. */
    void whenHeard(Runnable told) {
        whenHeard = told;
    }

    /** Nothing waits for deadlines any more, which lie beyond those of the whole test. */
    void close() {
        if (chain != null) {
            chain.close();
        }
    }

    boolean isOpen() {
        return chain != null;
    }

    /** The handle of an open chain. */
    Chain chain() {
        Chain open = chain;
        if (open == null) {
            throw new IllegalStateException("the chain " + name() + " is not open");
        }
        return open;
    }

    /** The replica of an open chain. */
    RemoteReplica replica() {
        RemoteReplica open = replica;
        if (open == null) {
            throw new IllegalStateException("the chain " + name() + " is not open");
        }
        return open;
    }

    /**
     * Tells whether the values of all objects are here. Who comes to a compacted chain sees states for a while whose
     * values have been removed since, and waits for the newer ones when he looks: the simulation's one thread cannot.
     */
    boolean hasItsValues() {
        try (Standpoint now = replica().standpoint()) {
            return hasValues(now, PrimaryKey.ZERO);
        }
    }

    private static boolean hasValues(Standpoint now, PrimaryKey parent) {
        return now.collections(parent)
                .stream()
                .allMatch(collection -> now.children(parent, collection, 0,
                        child -> now.header(child).hasPayload() && hasValues(now, child.key())));
    }

    /** Why nothing goes on here, or null if it does. */
    @Nullable
    Throwable failure() {
        if (failure == null && replica != null) {
            try {
                var _ = replica.sequence();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        return failure;
    }

    /** Tells whether replica and listeners are where the server's log ends. */
    boolean isAt(long end) {
        return isOpen() && last == end && replica().sequence() == end;
    }

    /** Demands that all that was heard stands in that log, at its place. */
    void assertHeardFrom(Archive log) {
        assertThat(isHeardFrom(log)).as("what was heard of %s stands in the log", name()).isTrue();
    }

    /** Tells whether all that was heard stands in that log, at its place. */
    boolean isHeardFrom(Archive log) {
        long number = log.find(name()).map(StoredChain::number).orElse(0L);
        return heard.stream().allMatch(each -> stands(each, log, number));
    }

    private boolean stands(Replica.Applied commit, Archive log, long number) {
        CommitRecord record = commit.record();
        if (!log.ever(number, record.first())
                .flatMap(LogItem::beginning)
                .map(CommitRecord::statementBytes)
                .equals(Optional.of(record.statementBytes()))) {
            return false;
        }
        for (int i = 0; i < commit.events().size(); i++) {
            Hash told = commit.events().get(i).hash(genesis.chainId());
            if (!log.ever(number, commit.sequence(i))
                    .map(stored -> stored.event().hash(genesis.chainId()))
                    .equals(Optional.of(told))) {
                return false;
            }
        }
        return true;
    }
}
