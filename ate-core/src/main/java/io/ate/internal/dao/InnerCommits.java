package io.ate.internal.dao;

import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.internal.event.Event;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a body writes past its own unit of work: by further commits on the same chain, over whatever handle of the same
 * client, that it makes while it runs. Its own commit cannot but conflict with these, however often it is run again.
 * Another client is somebody else, also in the same thread. Confined to the body's thread.
 */
final class InnerCommits {
    private static final ScopedValue<InnerCommits> INNERMOST = ScopedValue.newInstance();

    private final OpenChain chain;
    private final @Nullable InnerCommits outer;
    private Set<PrimaryKey> before = Set.of();
    private final Set<PrimaryKey> now = new HashSet<>(0);

    /** For a commit that is about to be made on that chain. */
    InnerCommits(OpenChain chain) {
        this.chain = chain;
        this.outer = INNERMOST.isBound() ? INNERMOST.get() : null;
    }

    /** Runs the body, for the first time or once more. */
    <R extends @Nullable Object, X extends Throwable> R during(ScopedValue.CallableOp<R, X> body) throws X {
        before = Set.copyOf(now);
        now.clear();
        return ScopedValue.where(INNERMOST, this).call(body);
    }

    /** The commit was made, perhaps inside the body of another one. */
    void made(SealedDraft commit) {
        for (InnerCommits each = outer; each != null; each = each.outer) {
            if (each.chain.equals(chain)) {
                commit.draft().events().forEach(each::add);
            }
        }
    }

    private void add(Event event) {
        now.add(event.facts().key());
    }

    /**
     * Demands that it was not the body itself that has changed the same object twice in a row.
     *
     * @throws IllegalStateException if it was
     */
    void demandNotOwn(ConflictException conflict) {
        for (PrimaryKey each : conflict.objects()) {
            if (now.contains(each) && before.contains(each)) {
                throw new IllegalStateException("object " + each + " is changed by this unit of work, or is to be "
                        + "unchanged for it, and each time its body is run it is changed also by a commit of its own "
                        + "inside that, so that it never fits: change it by the Dio that the body is given, and by "
                        + "nothing else", conflict);
            }
        }
    }
}
