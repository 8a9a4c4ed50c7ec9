package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A confirmed state with the own commits laid over it that are seen from one vantage. As thread-safe as that state. */
final class OverlaidState implements ChainState {
    private final ChainState confirmed;
    private final Overlay overlay;
    private final Vantage vantage;

    OverlaidState(ChainState confirmed, Overlay overlay, Vantage vantage) {
        this.confirmed = confirmed;
        this.overlay = overlay;
        this.vantage = vantage;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry laid = laid(key);
        return laid != null ? laid : confirmed.entry(key);
    }

    /** What own commits make of the object, or null if they leave it. */
    @Nullable
    ObjectEntry laid(PrimaryKey key) {
        ObjectEntry laid = overlay.objects().find(key, vantage);
        return laid == null ? null : overlay.confirmations().translate(laid, vantage.sequence());
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry laid = overlay.keys().find(id, vantage);
        return laid != null ? laid : confirmed.publicKey(id);
    }

    /** Also of what own commits have only just made or changed: to sign once too often does no harm. */
    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return laid(key) != null || confirmed.beginsSigned(key);
    }

    /** The names of the collections of {@code parent} into which own commits put something. */
    List<String> collections(PrimaryKey parent) {
        return overlay.placements()
                .below(parent)
                .stream()
                .filter(each -> vantage.sees(each.commit()))
                .map(each -> each.entry().collection())
                .distinct()
                .toList();
    }

    /**
     * The children that own commits put below {@code parent} and that are there, in order, until {@code each} wants no
     * more.
     *
     * @param after 0, or what {@link ObjectEntry#placed()} of the one was that was handed over last
     * @return whether {@code each} wanted more to the end
     */
    boolean placed(PrimaryKey parent, String collection, long after, Predicate<ObjectEntry> each) {
        for (Placements.Placement placement : overlay.placements().below(parent, -after)) {
            ObjectEntry put = placement.entry();
            if (!put.collection().equals(collection) || !vantage.sees(placement.commit())) {
                continue;
            }
            ObjectEntry now = entry(put.key());
            if (now != null && !now.isDeleted() && now.placed() == put.placed() && isLive(now) && !each.test(now)) {
                return false;
            }
        }
        return true;
    }
}
