package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.internal.crypto.HeldKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a server is offered which shows a chain to those alone whom its rules name: first those that the chain
 * was opened with, then, some at a time, those of whoever else acts on it here. Confined to the link's owner.
 */
final class OfferedKeys {
    /** So many keys of those who act on the chain are proven at once, far fewer than a server takes. */
    private static final int AT_A_TIME = 16;
    /** So many keys are named in a message. */
    private static final int NAMED = 4;

    private static final Logger LOG = LoggerFactory.getLogger(OfferedKeys.class);

    private final ChainWish wish;
    private final Set<KeyId> offered = new LinkedHashSet<>(2);
    private boolean named;

    OfferedKeys(ChainWish wish) {
        this.wish = wish;
    }

    /**
     * The server has just been asked for the chain, and wants proof.
     *
     * @return that there is no key to prove, or null
     */
    @Nullable
    NoReadAuthorityException begin(RemoteReplica known) {
        named = false;
        offered.clear();
        List<HeldKeys> open = wish.keys().stream().filter(each -> !each.isClosed()).toList();
        if (open.isEmpty()) {
            return more(known);
        }
        offer(known, open);
        return null;
    }

    /**
     * A key was proven; {@code isNamed} tells whether a rule of the chain names it, so that the chain will be shown.
     */
    void proven(boolean isNamed) {
        named |= isNamed;
    }

    /**
     * Goes on with further keys once all that were offered are answered and none was enough.
     *
     * @return that there are none, so that there is nothing to wait for, or null
     */
    @Nullable
    NoReadAuthorityException next(RemoteReplica known) {
        return named || known.uplink().isProving() ? null : more(known);
    }

    private @Nullable NoReadAuthorityException more(RemoteReplica known) {
        List<HeldKeys> some = others(known).filter(each -> !offered.contains(each.id())).limit(AT_A_TIME).toList();
        if (some.isEmpty()) {
            return LinkFault.unreadable(wish.name(), notNamed());
        }
        known.uplink().release(Set.copyOf(offered)); // they take up room at the server
        offer(known, some);
        return null;
    }

    private void offer(RemoteReplica known, List<HeldKeys> keys) {
        LOG.debug("chain {}: the server wants proof of a key, {} are offered", wish.name(), keys.size());
        keys.forEach(each -> offered.add(each.id()));
        known.uplink().prove(keys);
    }

    /** Tells whether somebody acts on the chain here under keys that it was not opened with. */
    boolean areThereOthers(RemoteReplica known) {
        return others(known).findAny().isPresent();
    }

    private Stream<HeldKeys> others(RemoteReplica known) {
        return known.acting().stream().filter(each -> !each.isClosed() && !wish.keys().contains(each));
    }

    private String notNamed() {
        if (!offered.isEmpty()) {
            String some = offered.stream().limit(NAMED).map(KeyId::toString).collect(Collectors.joining(" or "));
            return "none of its rules names " + some
                    + (offered.size() > NAMED ? " or " + (offered.size() - NAMED) + " other keys in use here" : "");
        }
        return wish.keys().isEmpty() ? "the session has no key, and not everyone may read it"
                : "the keys that it was opened with were closed";
    }
}
