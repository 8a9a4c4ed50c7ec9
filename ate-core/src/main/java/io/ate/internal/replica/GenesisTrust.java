package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.trust.GenesisCheck;
import io.ate.internal.trust.Verifiers;
import java.util.Optional;

/**
 * Decides whether a genesis that a server shows is that of the chain which is meant. A server could show one of its
 * own making, in which its keys own everything; so something that did not come from it has to speak for the chain.
 * Stateless.
 */
final class GenesisTrust {
    /** What whoever means the chain can do where nothing but the server's word speaks for it. */
    static final String REMEDY = "Open it by the link that its owner hands on, or name its owner "
            + "(ClientConfig.owners), or take it as it comes (ClientConfig.trustOnFirstUse)";

    private GenesisTrust() {}

    /** How far a genesis is believed. */
    enum Belief {
        /** It is the chain that is meant. */
        TRUSTED,
        /** It is taken on first use, to be remembered. */
        FIRST_USE,
        /** Nothing speaks for it: good for reading in centralized trust, where the server is believed anyway. */
        READ_ONLY
    }

    /**
     * The decision.
     *
     * @param remembered the id that was met under that name before
     * @throws UntrustedServerException if the genesis is invalid, another than the pinned one, or not to be believed
     */
    static Belief decide(SignedGenesis genesis, ChainWish wish, Optional<ChainId> remembered, Verifiers verifiers) {
        String fault = !genesis.record().name().equals(wish.name()) ? "it is of another name"
                : GenesisCheck.fault(genesis, verifiers);
        if (fault != null) {
            throw new UntrustedServerException(
                    "the server shows an invalid genesis of chain " + wish.name() + ": " + fault);
        }
        demandMode(genesis, wish);
        ChainId pinned = wish.pinned() != null ? wish.pinned() : remembered.orElse(null);
        if (pinned != null) {
            if (!pinned.equals(genesis.chainId())) {
                throw new UntrustedServerException("the chain " + wish.name() + " at this server has the id "
                        + genesis.chainId() + ", but " + pinned
                        + " is the one that is known: it was replaced, or this is "
                        + "another server. Find out why; only then forget the old one");
            }
            return Belief.TRUSTED;
        }
        if (isByKnownOwner(genesis, wish)) {
            return Belief.TRUSTED;
        }
        if (wish.onFirstUse()) {
            return Belief.FIRST_USE;
        }
        if (genesis.record().trust() == Trust.DISTRIBUTED) {
            throw new UntrustedServerException("nothing but this server's word says that " + genesis.chainId()
                    + " is the chain " + wish.name()
                    + " that is meant. " + REMEDY);
        }
        return Belief.READ_ONLY;
    }

    private static void demandMode(SignedGenesis genesis, ChainWish wish) {
        if (wish.trust() != null && wish.trust() != genesis.record().trust()) {
            throw new UntrustedServerException("the chain " + wish.name() + " is in " + genesis.record().trust()
                    + " trust, not " + wish.trust() + " as demanded");
        }
    }

    private static boolean isByKnownOwner(SignedGenesis genesis, ChainWish wish) {
        KeyId signer = genesis.record().signer();
        return wish.owners().contains(signer) || wish.keys().stream().anyMatch(key -> key.id().equals(signer));
    }
}
