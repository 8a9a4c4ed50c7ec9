package io.ate.client;

import io.ate.PublicKeys;
import io.ate.Trust;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a client tells the right servers and chains, and what it may leave behind. Immutable; each method gives a new one
 * with one thing changed.
 *
 * @param knownServers by which servers are known again that no address's fingerprint speaks for
 * @param state the folder in which it is remembered which chains were met under which names; empty: nowhere
 * @param owners whose chains are taken to be the ones that are meant, beside the session's own
 * @param trustOnFirstUse whether a chain that nothing speaks for is taken as it comes, and written to
 * @param demandedTrust in which every chain has to be; empty: either
 * @param notices takes lines for people: a server was met for the first time, or is away
 */
public record ClientConfig(KnownServers knownServers, Optional<Path> state, Set<PublicKeys> owners,
        boolean trustOnFirstUse, Optional<Trust> demandedTrust, Consumer<String> notices) {
    public ClientConfig {
        Objects.requireNonNull(knownServers, "knownServers");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(owners, "owners").forEach(each -> Objects.requireNonNull(each, "owner"));
        owners = Set.copyOf(owners);
        Objects.requireNonNull(demandedTrust, "demandedTrust");
        Objects.requireNonNull(notices, "notices");
    }

    /** Touches no file and says nothing; servers are remembered until the program ends. */
    public static ClientConfig defaults() {
        return new ClientConfig(KnownServers.inMemory(), Optional.empty(), Set.of(), false, Optional.empty(), _ -> {
        });
    }

    /** The same with servers remembered there. */
    public ClientConfig knownServers(KnownServers servers) {
        return new ClientConfig(servers, state, owners, trustOnFirstUse, demandedTrust, notices);
    }

    /** The same with chains remembered in that folder. */
    public ClientConfig state(Path folder) {
        return new ClientConfig(knownServers, Optional.of(Objects.requireNonNull(folder, "folder")), owners,
                trustOnFirstUse, demandedTrust, notices);
    }

    /** The same with chains of these owners taken to be the ones that are meant. */
    public ClientConfig owners(Set<PublicKeys> keys) {
        return new ClientConfig(knownServers, state, keys, trustOnFirstUse, demandedTrust, notices);
    }

    /** The same with chains taken as they come, or not. */
    public ClientConfig trustOnFirstUse(boolean trusting) {
        return new ClientConfig(knownServers, state, owners, trusting, demandedTrust, notices);
    }

    /**
     * The same, but chains in the other mode are refused with {@link io.ate.UntrustedServerException}, whoever speaks
     * for them, and chains that {@link AteClient#open} creates begin in this one.
     */
    public ClientConfig demandTrust(Trust mode) {
        return new ClientConfig(knownServers, state, owners, trustOnFirstUse,
                Optional.of(Objects.requireNonNull(mode, "mode")), notices);
    }

    /** The same with lines for people handed to {@code taker}, by any thread. */
    public ClientConfig notices(Consumer<String> taker) {
        return new ClientConfig(knownServers, state, owners, trustOnFirstUse, demandedTrust, taker);
    }
}
