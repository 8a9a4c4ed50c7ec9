package io.ate.internal.exchange;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.WriteRule;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may serve: whom the write rule in force at the service's object names. Immutable and thread-safe. */
public record ServingRights(ChainState state) {
    /** The live object of that key, or null if it is none of a program's own. */
    @Nullable
    ObjectEntry object(PrimaryKey service) {
        ObjectEntry entry = service.isZero() ? null : state.live(service);
        return entry == null || entry.isPublishedKey() ? null : entry;
    }

    /** Why a holder of these keys may not serve now; null if he may. */
    @Nullable
    Reason refusal(PrimaryKey service, Set<KeyId> keys) {
        ObjectEntry entry = object(service);
        if (entry == null) {
            return Reason.NO_SUCH_OBJECT;
        }
        return keys.stream().anyMatch(each -> mayServe(state, entry, each)) ? null : Reason.NO_WRITE_AUTHORITY;
    }

    /**
     * Tells whether the write rule in force at {@code service} names the key. Where everyone may write nobody is named,
     * and nobody's reply would be worth anything.
     */
    public static boolean mayServe(ChainState state, ObjectEntry service, KeyId key) {
        return Rights.writing(state, service).rules().write() instanceof WriteRule.AnyOf(List<KeyId> named)
                && named.contains(key);
    }
}
