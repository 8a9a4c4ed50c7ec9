package io.ate.internal.testing;

import io.ate.ChainId;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.tree.RootAt;
import java.util.List;

/** One writer of one chain, whose numbers rise. Signs where the trust mode asks for it. Confined to one thread. */
public final class Author {
    private final ChainId chain;
    private final boolean signs;
    private final HeldKeys keys;
    private final WriterId writer;
    private long number;

    /** @param device tells the writers of one person apart */
    public Author(SignedGenesis genesis, HeldKeys keys, long device) {
        this.chain = genesis.chainId();
        this.signs = genesis.record().trust() == Trust.DISTRIBUTED;
        this.keys = keys;
        this.writer = new WriterId(keys.id(), 7, device);
    }

    public WriterId writer() {
        return writer;
    }

    public HeldKeys keys() {
        return keys;
    }

    /** The number of the last commit that was drafted. */
    public long number() {
        return number;
    }

    /** The next commit, with the next number. It awaits all answers, and claims to know nothing of the chain. */
    public Draft draft(Change... changes) {
        number++;
        return new Draft(chain, writer, number, 1, 0, RootAt.EMPTY, List.of(keys), signs ? List.of(keys) : List.of(),
                List.of(), null, List.of(changes));
    }

    /** The next commit, made. */
    public Commit commit(Change... changes) {
        return draft(changes).commit();
    }
}
