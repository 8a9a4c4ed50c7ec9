package io.ate.internal.replica;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.ChainUnavailableException;
import io.ate.CorruptionException;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.UntrustedServerException;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Rejected;
import org.jspecify.annotations.Nullable;

/** Says, in words for people, why a chain cannot be followed. Stateless. */
final class LinkFault {
    private LinkFault() {}

    /** What a refusal to open the chain means for good; null where asking again later may help. */
    static @Nullable AteException of(Rejected answer, ChainName chain) {
        return switch (answer.reason()) {
            case FORKED, WRONG_CHAIN -> new UntrustedServerException("the server's chain " + chain
                    + " is not the one that is known here: " + answer.text());
            case DAMAGED -> new CorruptionException(answer.text());
            case NO_SUCH_CHAIN ->
                    new NoSuchChainException(answer.text() + ": check its name and the server, or create it ("
                            + "AteClient.create)");
            default -> answer.retryable() ? null
                    : new ChainUnavailableException(
                            "the chain " + chain + " cannot be opened (" + answer.reason() + "): "
                                    + answer.text());
        };
    }

    /** The server does not go on from how far an earlier run has seen the chain. */
    static UntrustedServerException setBack(String why) {
        return setBack(0, 0, why);
    }

    /**
     * The same.
     *
     * @param seen up to which sequence it has seen it
     * @param shown up to which the server shows it
     */
    static UntrustedServerException setBack(long seen, long shown, String why) {
        return new SetBackException(seen, shown, "the server shows another history of the chain than before: " + why
                + ". Its store was set back, or it shows different histories to different people. "
                + "Find out which; only then forget what was seen of the server (AteClient.forgetServer)");
    }

    /** What the end of the chain's channel means for good; null where opening it again may help. */
    static @Nullable AteException of(Closed closed, ChainName chain) {
        return switch (closed.reason()) {
            case NO_READ_AUTHORITY -> unreadable(chain, closed.text());
            case NO_SUCH_CHAIN -> new NoSuchChainException("the chain " + chain + " is gone: " + closed.text());
            default -> null;
        };
    }

    /** The server is away, nobody waits for it, and there is nothing that could be read without it. */
    static ChainUnavailableException notHere(ChainWish wish, String why) {
        return new ChainUnavailableException("the server of chain " + wish.name() + " is away (" + why + "), and "
                + (wish.atHead() == null ? "there is no whole replica of the chain here that could be opened without "
                        + "it: open the chain once while the server is there, with a folder for replicas "
                        + "(AteConfig.folder)"
                        : "a chain that is opened at its head has nothing here that could be opened without it: open "
                                + "it in full, with a folder for replicas (AteConfig.folder)"));
    }

    static NoReadAuthorityException unreadable(ChainName chain, String why) {
        return new NoReadAuthorityException("the server does not show the chain " + chain + ": " + why
                + ". Ask an owner to grant it, and open the chain again then: what was open of it here has ended");
    }

    static CorruptionException damaged(ChainName chain, AteException cause) {
        return new CorruptionException("the replica of chain " + chain
                + " is damaged here; remove its folder to fetch it anew: " + cause.getMessage(), cause);
    }
}
