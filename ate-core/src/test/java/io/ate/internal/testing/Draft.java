package io.ate.internal.testing;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.Fence;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A commit that is still being made: says what it is to be, then {@link #commit()}. Immutable. */
public record Draft(ChainId chain, WriterId writer, long number, long awaited, long basis, RootAt head,
        List<HeldKeys> keys, List<HeldKeys> signers, List<ObjectCondition> conditions, @Nullable Fence fence,
        List<Change> changes) {

    public Draft numbered(long other) {
        return new Draft(chain, writer, other, Math.min(awaited, other), basis, head, keys, signers, conditions, fence,
                changes);
    }

    public Draft awaiting(long lowest) {
        return new Draft(chain, writer, number, lowest, basis, head, keys, signers, conditions, fence, changes);
    }

    public Draft basedOn(long sequence) {
        return new Draft(chain, writer, number, awaited, sequence, head, keys, signers, conditions, fence, changes);
    }

    public Draft knowing(RootAt other) {
        return new Draft(chain, writer, number, awaited, basis, other, keys, signers, conditions, fence, changes);
    }

    /** Acts under these keys besides, and is signed by them if it is signed at all. */
    public Draft alsoUnder(HeldKeys... more) {
        List<HeldKeys> all = Stream.concat(keys.stream(), Stream.of(more)).toList();
        return new Draft(chain, writer, number, awaited, basis, head, all, signers.isEmpty() ? List.of() : all,
                conditions, fence, changes);
    }

    public Draft unsigned() {
        return signedBy();
    }

    /** Signed by exactly these of its keys. */
    public Draft signedBy(HeldKeys... some) {
        return new Draft(chain, writer, number, awaited, basis, head, keys, List.of(some), conditions, fence, changes);
    }

    public Draft signed() {
        return signedBy(keys.toArray(HeldKeys[]::new));
    }

    /** Signed, and hashed, as if it were for another chain. */
    public Draft forChain(ChainId other) {
        return new Draft(other, writer, number, awaited, basis, head, keys, signers, conditions, fence, changes);
    }

    public Draft onlyIf(PrimaryKey object, Condition holds) {
        List<ObjectCondition> more = Stream.concat(conditions.stream(), Stream.of(new ObjectCondition(object, holds)))
                .toList();
        return new Draft(chain, writer, number, awaited, basis, head, keys, signers, more, fence, changes);
    }

    public Draft fenced(Fence lock) {
        return new Draft(chain, writer, number, awaited, basis, head, keys, signers, conditions, lock, changes);
    }

    /** The commit, hashed and signed. */
    public Commit commit() {
        KeyId author = keys.getFirst().id();
        List<Event> events = changes.stream().map(each -> each.by(author)).toList();
        Hash root = MerkleFrontier.rootOf(events.stream().map(each -> each.hash(chain)).toList()).root();
        Statement statement = new Statement(writer, number, awaited, basis, head.size(), head.root(),
                keys.stream().map(HeldKeys::id).toList(), conditions, fence, events.size(), root);
        Slice encoded = statement.encode();
        return new Commit(statement, encoded, signatures(Statement.hash(chain, encoded)), events);
    }

    private List<CommitSignature> signatures(Hash digest) {
        List<CommitSignature> signatures = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (signers.contains(keys.get(i))) {
                signatures.add(new CommitSignature(i, Slice.of(keys.get(i).sign(digest, CommitCheck.COMMIT))));
            }
        }
        return signatures;
    }
}
