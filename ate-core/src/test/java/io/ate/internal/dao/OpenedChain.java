package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.Rules;
import io.ate.Session;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.ReplicaThreads;

/** A chain in memory whose replica a test can get at. */
final class OpenedChain implements AutoCloseable {
    final HeldKeys keys = HeldKeys.generate(Entropy.system());
    final Session session = Session.of(keys);
    final SignedGenesis genesis;
    final Withholding replica;
    final Chain chain;

    private OpenedChain(Genesis beginning) {
        genesis = new GenesisMaker(Entropy.system()).make(new ChainName("test"), beginning, session);
        replica = new Withholding(LocalReplicas
                .temporary(ReplicaThreads.environment(Entropy.system(), System::currentTimeMillis), genesis));
        chain = Chains.over(replica, session, AteConfig.defaults(), () -> {
        });
    }

    /** One that answers like any other. */
    static OpenedChain answering(Genesis beginning) {
        OpenedChain opened = withholding(beginning);
        opened.replica.release();
        return opened;
    }

    /** One that withholds its answers. */
    static OpenedChain withholding(Genesis beginning) {
        return new OpenedChain(beginning);
    }

    /** A chain of its creator alone. */
    static Genesis privately() {
        return Genesis.of(Rules.inherit());
    }

    @Override
    public void close() {
        chain.close();
        keys.close();
    }
}
