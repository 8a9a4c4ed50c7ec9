package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.UntrustedServerException;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Standing;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.Verifiers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which chain is meant, as the wish says it, what was met under its name before, and the replica once there is one:
 * what the server is asked for, and what it may answer. Confined to the chain's owner.
 */
final class MeantChain {
    private final ChainWish wish;
    private final Verifiers verifiers;
    private final int payloadLimit;
    private Optional<ChainId> remembered = Optional.empty();

    /** @param payloadLimit payloads of more bytes than that stay at the server */
    MeantChain(ChainWish wish, Verifiers verifiers, int payloadLimit) {
        this.wish = wish;
        this.verifiers = verifiers;
        this.payloadLimit = payloadLimit;
    }

    /** A chain of that id was met under the name by an earlier run, if any was. */
    void remembered(Optional<ChainId> id) {
        remembered = id;
    }

    /**
     * How far it is believed that this genesis is that of the chain.
     *
     * @throws UntrustedServerException if it is not
     */
    GenesisTrust.Belief judge(SignedGenesis genesis) {
        return GenesisTrust.decide(genesis, wish, remembered, verifiers);
    }

    /** The id that the chain has, if that is known beforehand. */
    Optional<ChainId> id() {
        return Optional.ofNullable(wish.pinned()).or(() -> remembered);
    }

    /**
     * Asks for the chain.
     *
     * @param from what is known of it, from which the server is to go on
     * @param known the replica, if there is one
     */
    Open ask(int channel, int request, RootAt from, @Nullable RemoteReplica known) {
        Position position = wish.atHead() == null ? new Position.At(from.size(), from) : new Position.Head(from);
        @Nullable
        ChainId id = known != null ? known.genesis().chainId() : id().orElse(null);
        // Who knows which chain is meant never makes another one in its place.
        SignedGenesis create = id == null ? wish.create() : null;
        return new Open(channel, request, wish.name(), id, position, payloadLimit, create);
    }

    /** Demands that the answer is about the chain that {@code known} is a replica of. */
    void demandSame(Opened answer, RemoteReplica known) {
        if (!known.genesis().chainId().equals(answer.genesis().chainId())) {
            throw new UntrustedServerException("the server shows another chain under the name " + wish.name()
                    + " than it did before");
        }
        Standing standing = answer.standing();
        if (standing != null && standing.head().epoch() != answer.epoch()) {
            throw new UntrustedServerException("the server says that it is in epoch " + answer.epoch()
                    + ", and signs a head of epoch " + standing.head().epoch());
        }
    }
}
