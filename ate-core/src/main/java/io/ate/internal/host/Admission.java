package io.ate.internal.host;

import io.ate.Reason;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Standing;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.LeavesGoneException;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.Subtree;
import java.util.OptionalLong;

/**
 * How a subscription begins once the client may read the chain: its head is proven to extend what the client knows, or
 * the client is refused. Confined to the connection's executor; readers do what reads the log.
 */
final class Admission {
    /** Of a store that was never restored. */
    private static final long FIRST_EPOCH = 1;
    private static final long FIRST_CREDIT = 1 << 20;
    private static final long BLOCK = 1L << Subtree.BLOCK;

    private final HostEnvironment environment;
    private final Errands errands;
    private final Outlet out;
    private final Refusal refusal;
    private boolean admittedAny;

    /** Ends a subscription that is not admitted, with the reason. */
    @FunctionalInterface
    interface Refusal {
        void refuse(Subscription subscription, Reason reason, String text);
    }

    Admission(HostEnvironment environment, Errands errands, Outlet out, Refusal refusal) {
        this.environment = environment;
        this.errands = errands;
        this.out = out;
        this.refusal = refusal;
    }

    /** Tells whether a subscription has been admitted. */
    boolean hasAdmitted() {
        return admittedAny;
    }

    /** Looks up the head and proves that it extends what the client knows; then history may flow. */
    void begin(Subscription subscription) {
        if (!subscription.beginAdmission()) {
            return;
        }
        Open open = subscription.open();
        HostedChain chain = subscription.chain();
        RootAt known = open.position().head();
        environment.readers().execute(() -> {
            try {
                long size = known.size();
                OptionalLong from = size > chain.visible() || !isOfHead(open.position()) ? OptionalLong.empty()
                        : provable(chain, known);
                if (from.isEmpty()) {
                    SignedHead there = chain.headOver(0);
                    errands.later(() -> forked(subscription, size, there));
                    return;
                }
                Proven proven = proven(chain, from.getAsLong(), size);
                long bytes = environment.log().approximateSize(chain.number());
                errands.later(() -> admitted(subscription, proven, bytes));
            } catch (RuntimeException e) {
                errands.later(
                        () -> refusal.refuse(subscription, Errands.reasonOf(e), String.valueOf(e.getMessage())));
            }
        });
    }

    /** A head that goes on from a tree of so many events. */
    private record Proven(long from, SignedHead head, ConsistencyProof proof) {}

    /**
     * How much of that tree can be proven to be how the chain begins: all of it; its whole blocks of 256, where no more
     * is left; nothing if it is another one.
     */
    private static OptionalLong provable(HostedChain chain, RootAt known) {
        try {
            return chain.heads().root(known.size()).equals(known) ? OptionalLong.of(known.size())
                    : OptionalLong.empty();
        } catch (LeavesGoneException _) { // the client looks whether it is the one that it knows
            return OptionalLong.of(known.size() & -BLOCK);
        }
    }

    /** The standing head may be one that was signed when nobody heard of it, and is not provable any more. */
    private static Proven proven(HostedChain chain, long from, long size) {
        SignedHead head = chain.headOver(size);
        try {
            return new Proven(from, head, chain.heads().consistency(from, head.root().size()));
        } catch (LeavesGoneException _) {
            SignedHead fresh = chain.headAt(chain.visible());
            return new Proven(from, fresh, chain.heads().consistency(from, fresh.root().size()));
        }
    }

    /**
     * What the client knows of the chain is not here. Where that may be since the store was restored, it is shown the
     * head that there is instead, so that it learns so under a signature; that does not go on from what it knows.
     */
    private void forked(Subscription subscription, long size, SignedHead there) {
        if (there.epoch() > FIRST_EPOCH && !subscription.isEnded()) {
            Open open = subscription.open();
            out.send(new Opened(open.channel(), open.request(), subscription.chain().genesis(), there.epoch(),
                    new Standing(there, ConsistencyProof.EMPTY, size, 0, 0, environment.clock().getAsLong(), false)));
        }
        refusal.refuse(subscription, Reason.FORKED, "what you know of the chain up to sequence " + size
                + " is not how it begins here; this server ends at " + there.root().size());
    }

    /** Nobody has applied anything else than what he has verified. */
    private static boolean isOfHead(Position position) {
        return switch (position) {
            case Position.At(long sequence, RootAt head) -> sequence == head.size();
            case Position.Head _ -> true;
        };
    }

    private void admitted(Subscription subscription, Proven proven, long bytes) {
        if (subscription.isEnded()) {
            return;
        }
        if (!Channels.mayRead(subscription)) {
            subscription.abandonAdmission();
            return;
        }
        Open open = subscription.open();
        Standing standing = new Standing(proven.head, proven.proof, proven.from,
                subscription.chain().compaction().cleanPoint().sequence(), bytes, environment.clock().getAsLong(),
                false);
        out.send(new Opened(open.channel(), open.request(), subscription.chain().genesis(), proven.head.epoch(),
                standing));
        subscription.admit(proven.from, proven.head, FIRST_CREDIT);
        admittedAny = true;
    }
}
