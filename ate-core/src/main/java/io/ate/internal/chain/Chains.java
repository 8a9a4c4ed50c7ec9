package io.ate.internal.chain;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Scope;
import io.ate.Session;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.Workers;
import io.ate.internal.index.Projections;
import io.ate.internal.replica.Replica;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts chains as programs know them over replicas. Stateless. */
public final class Chains {
    private Chains() {}

    /**
     * The chain of {@code replica} for {@code session}; closing it closes the replica, then runs {@code onClose}.
     */
    public static Chain over(Replica replica, Session session, AteConfig config, Runnable onClose) {
        return over(replica, session, config, Optional::empty, Optional.empty(), onClose);
    }

    /**
     * The same for a chain at a server.
     *
     * @param fault why the server is out of reach, as far as that is known; for those who wait for it in vain
     * @param link by which others find the chain
     */
    public static Chain over(Replica replica, Session session, AteConfig config, Supplier<Optional<String>> fault,
            Optional<String> link, Runnable onClose) {
        return over(new OpenChain(replica, config, fault, link, onClose), session, config);
    }

    /** The same for a chain whose refused commits are drawn up anew by others than threads of their own. */
    public static Chain over(Replica replica, Session session, AteConfig config, Workers workers) {
        return over(new OpenChain(replica, config, Optional::empty, Optional.empty(), () -> {
            // The replica is closed with the chain, and there is nothing else.
        }, workers), session, config);
    }

    /** The handle of a session on an open chain, which it closes. */
    public static Chain over(OpenChain chain, Session session, AteConfig config) {
        return new ChainHandle(chain, new Projections(chain), chain.enter(session), Scope.FULL, config.deadline(),
                ChainHandle.Closing.CHAIN);
    }
}
