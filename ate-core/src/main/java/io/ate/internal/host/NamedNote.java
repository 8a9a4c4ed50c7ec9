package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.StoreFailedException;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.DurableCommit;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the log is told of whom the rules of one open chain name, so that it knows when the chain is not open any more.
 * Confined to the chain's owner, but for {@link #named()}.
 */
final class NamedNote {
    /** No more keys than these are noted at every change, else now and then. */
    private static final int AT_ONCE = 256;

    private final RedoLog log;
    private final StoredChain stored;
    private final NamedCount names;
    private final Consumer<StoreFailedException> failed;
    private volatile Set<KeyId> named;
    /** The last change of rules. */
    private long changed;
    /** The change of rules up to which it was looked up whom they name, and up to which the log knows. */
    private long lookedUpAt = -1;
    private long notedAt;

    /** @param failed is told when the log has failed */
    NamedNote(RedoLog log, StoredChain stored, NamedCount names, Consumer<StoreFailedException> failed) {
        this.log = log;
        this.stored = stored;
        this.names = names;
        this.failed = failed;
        Set<KeyId> noted = NamedKeys.noted(log, stored.number());
        this.named = noted == null ? stored.genesis().record().rules().named() : noted;
        this.changed = NamedKeys.changedAt(log, stored.number());
        this.notedAt = NamedKeys.notedAt(log, stored.number());
    }

    /** The keys that rules of the chain name, as the log was told last. */
    Set<KeyId> named() {
        return named;
    }

    /** A commit has taken effect. */
    void published(DurableCommit commit) {
        if (NamedKeys.mayChangeWith(commit.events())) {
            changed = commit.record().last();
        }
    }

    /** Rules may have changed: tells the log, unless that is much work. */
    void rulesMayHaveChanged() {
        if (changed != lookedUpAt && names.size() <= AT_ONCE) {
            note(false);
        }
    }

    /** Tells the log whatever it does not know. */
    void catchUp() {
        boolean behind = notedAt < changed;
        if (behind || changed != lookedUpAt) {
            note(behind);
        }
    }

    private void note(boolean anyway) {
        if (log.isNearlyFull() || !log.mayAppend()) {
            return; // it is told later, or the chain is read by who wants to know
        }
        lookedUpAt = changed;
        Set<KeyId> now = names.keys();
        if (!anyway && now.equals(named)) {
            return;
        }
        named = now;
        notedAt = changed;
        log.append(stored.shard(), 0, new LogBatch(NamedKeys.notes(stored.number(), now, changed)),
                new RedoLog.Completion() {
                    @Override
                    public void durable() {
                        // nobody waits for it
                    }

                    @Override
                    public void failed(StoreFailedException cause) {
                        failed.accept(cause);
                    }
                });
    }
}
