package io.ate.internal.chain;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.NoReadAuthorityException;
import io.ate.Session;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.ReplicaEnvironment;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import java.nio.file.Path;
import java.util.Objects;

/** Opens chains that live in this process alone. Stateless. */
public final class LocalChains {
    private static final ChainName TEMPORARY = new ChainName("temporary");
    private static final ChainName LOCAL = new ChainName("local");

    private LocalChains() {}

    /** A chain in memory with keys of its own. */
    public static Chain temporary(AteConfig config, Genesis genesis) {
        HeldKeys keys = HeldKeys.generate(Entropy.from(config));
        Session session = Session.of(keys);
        Replica replica = LocalReplicas.temporary(environment(config), made(TEMPORARY, genesis, session, config));
        return Chains.over(replica, session, config, keys::close);
    }

    /** The chain in that folder, made for the session's keys if it is missing. */
    public static Chain open(Path folder, Session session, AteConfig config, Genesis genesis) {
        Objects.requireNonNull(folder, "folder");
        Replica replica = LocalReplicas.open(environment(config), folder,
                () -> made(LOCAL, genesis, session, config));
        demandKnown(replica, session, folder);
        return Chains.over(replica, session, config, () -> {
            // The replica is closed with the chain, and there is nothing else.
        });
    }

    /** A chain that names no key of the session shows it nothing, and takes nothing from it. */
    private static void demandKnown(Replica replica, Session session, Path folder) {
        boolean known = true;
        try (Standpoint now = replica.standpoint()) {
            known = session.keys().isEmpty() || Rights.reading(now, now.zero()).isEveryone()
                    || session.publicKeys().anyMatch(key -> now.publicKey(key.id()) != null);
        } finally {
            if (!known) {
                replica.close();
            }
        }
        if (!known) {
            throw new NoReadAuthorityException("the chain in the folder " + folder
                    + " was made with other keys, and none of "
                    + "its rules names one of " + session + ": open it with the keys that it was made with, or choose "
                    + "another folder");
        }
    }

    private static ReplicaEnvironment environment(AteConfig config) {
        return ReplicaThreads.environment(Entropy.from(config), config.clock()::millis, Bounds.PAYLOAD,
                CompactionRules.of(config));
    }

    private static SignedGenesis made(ChainName name, Genesis genesis, Session session, AteConfig config) {
        return new GenesisMaker(Entropy.from(config)).make(name, genesis, session);
    }
}
