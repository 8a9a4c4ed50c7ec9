package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.Offline;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which chain somebody wants to open, and by what it is known to be the right one. Immutable.
 *
 * @param pinned the id that it must have, or null if none was given
 * @param owners keys one of which signed the genesis of the chain that is meant, beside the ones held
 * @param keys that are held: they are proven to the server
 * @param onFirstUse whether a chain that nothing speaks for is taken as it comes, to be remembered
 * @param trust the mode that is demanded, or null for either
 * @param create with what the chain begins if there is none, or null not to create it
 * @param atHead how long the server may take to show an object, if single ones are wanted and not the history; else
 * null
 * @param offline what becomes of the chain while its server is away
 */
public record ChainWish(ChainName name, @Nullable ChainId pinned, Set<KeyId> owners, List<HeldKeys> keys,
        boolean onFirstUse, @Nullable Trust trust, @Nullable SignedGenesis create, @Nullable Duration atHead,
        Offline offline) {
    public ChainWish {
        owners = Set.copyOf(owners);
        keys = List.copyOf(keys);
    }

    /** A wish for all of the chain; who needs its server waits for it. */
    public ChainWish(ChainName name, @Nullable ChainId pinned, Set<KeyId> owners, List<HeldKeys> keys,
            boolean onFirstUse, @Nullable Trust trust, @Nullable SignedGenesis create) {
        this(name, pinned, owners, keys, onFirstUse, trust, create, null, Offline.WAIT);
    }

    /** The same chain, and of it single objects, without its history; it is not created. */
    public ChainWish forObjects(Duration patience) {
        return new ChainWish(name, pinned, owners, keys, onFirstUse, trust, null, patience, offline);
    }

    /** The same chain, of which that becomes while its server is away. */
    public ChainWish offline(Offline mode) {
        return new ChainWish(name, pinned, owners, keys, onFirstUse, trust, create, atHead, mode);
    }
}
