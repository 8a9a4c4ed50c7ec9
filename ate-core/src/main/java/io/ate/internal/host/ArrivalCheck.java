package io.ate.internal.host;

import io.ate.internal.event.Commit;
import io.ate.internal.event.Statement;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.KeySource;
import io.ate.internal.wire.Hash;
import java.util.function.LongSupplier;

/** The checks of a commit that cost cryptography or reads, and need no turn among others. Thread-safe. */
final class ArrivalCheck {
    private final CommitCheck check;
    private final ChainHeads heads;
    private final LongSupplier visible;

    /** @param visible how many events of the chain are durable */
    ArrivalCheck(CommitCheck check, ChainHeads heads, LongSupplier visible) {
        this.check = check;
        this.heads = heads;
        this.visible = visible;
    }

    /** Tells whether that check needs no reading. */
    boolean isAtHand(Commit commit) {
        long size = commit.statement().headSize();
        return heads.isAtHand(size) || size > visible.getAsLong();
    }

    /** A head that is none of the chain's counts before whatever is wrong with places or signatures. */
    CheckedCommit check(Commit commit, KeySource keys) {
        CheckedCommit checked = check.check(commit, keys);
        Statement statement = commit.statement();
        if (!(checked.fault() instanceof Fault.Malformed) && !isOnTree(statement.headSize(), statement.headRoot())) {
            return checked.withFault(new Fault.UnknownHead(
                    "the tree head of size " + statement.headSize() + " that the commit names is none of this chain"));
        }
        return checked;
    }

    private boolean isOnTree(long size, Hash root) {
        return size <= visible.getAsLong() && heads.root(size).root().equals(root);
    }
}
