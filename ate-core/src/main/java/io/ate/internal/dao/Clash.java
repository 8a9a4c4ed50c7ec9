package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why a commit clashes with the chain, and in which fields both have changed the same objects. Stateless. */
final class Clash {
    private static final Logger LOG = LoggerFactory.getLogger(Clash.class);

    private Clash() {}

    /** The same conflict with the fields that both sides changed, as far as the chain is known here. */
    static ConflictException explained(ConflictException conflict, SealedDraft refused, Deadline deadline) {
        if (conflict.reason() != Reason.CONFLICT || !conflict.fields().isEmpty()) {
            return conflict;
        }
        List<String> fields = fields(refused, conflict.objects(), deadline);
        if (fields.isEmpty()) {
            return conflict;
        }
        ConflictException explained = new ConflictException(
                conflict.getMessage() + " (both changed " + String.join(", ", fields) + ")", conflict.objects(),
                fields);
        explained.initCause(conflict);
        return explained;
    }

    /** What clashes since it was made on top of a commit that was refused is told that, and not to look for a rival. */
    static CommitRejectedException ofRefusedBasis(CommitRejectedException refusal,
            CommitRejectedException clash) {
        if (refusal.reason() != Reason.PREDECESSOR_REFUSED || clash.reason() != Reason.CONFLICT
                || !(clash instanceof ConflictException conflict) || conflict.objects().isEmpty()) {
            return clash;
        }
        ConflictException why = new ConflictException(Reason.PREDECESSOR_REFUSED,
                "object " + conflict.objects().getFirst() + " was read as an earlier commit left it, which was "
                        + "refused, and this one does not fit what it is by now: " + clash.getMessage(),
                conflict.objects(), conflict.fields());
        why.initCause(clash);
        return why;
    }

    private static List<String> fields(SealedDraft refused, List<PrimaryKey> objects, Deadline deadline) {
        OpenChain chain = refused.chain();
        List<String> fields = new ArrayList<>();
        Deadline soon = deadline.orIn(chain.workers().patience()); // the conflict is news, its fields are a help
        try {
            // The refusal may have come before the news of what it is for.
            var _ = chain.workers().pace().await(chain.replica(), 0, refused.draft().basis(), soon);
            add(fields, refused, objects, soon);
        } catch (AteException | IllegalStateException | SnapshotExpiredException e) { // the conflict is told all the same
            LOG.debug("what conflicts cannot be looked at: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever waits is told, by what waits next
        }
        return fields;
    }

    private static void add(List<String> fields, SealedDraft refused, List<PrimaryKey> objects, Deadline deadline)
            throws InterruptedException {
        OpenChain chain = refused.chain();
        try (Standpoint now = chain.replica().standpoint(Set.copyOf(objects))) {
            for (Map.Entry<PrimaryKey, Edit> each : refused.edits().entrySet()) {
                ObjectEntry theirs = objects.contains(each.getKey()) ? now.live(each.getKey()) : null;
                if (theirs != null) {
                    Plaintext present = chain.payloads().read(now, theirs, refused.keys(), deadline).plaintext();
                    fields.addAll(new ValueMerge(chain.values()).clashes(each.getValue(), present));
                }
            }
        }
    }
}
