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
        Layers.Layer<PrimaryKey, ObjectEntry> laid = overlay.objects().find(key, vantage);
        return laid == null ? null : overlay.confirmations().translate(left(laid), vantage.sequence());
    }

    /**
     * The object as that commit will leave it: what does no more than give it a value leaves place and rules as they
     * are below, where others may have changed them since it was laid here.
     */
    ObjectEntry left(Layers.Layer<PrimaryKey, ObjectEntry> laid) {
        ObjectEntry entry = laid.entry();
        if (laid.isWhole()) {
            return entry;
        }
        Layers.Layer<PrimaryKey, ObjectEntry> ground = laid.ground(vantage);
        ObjectEntry below = ground != null ? ground.entry() : confirmed.entry(laid.key());
        if (!laid.key().isDerived()) {
            return below == null || below.isDeleted() ? entry : below.valuedBy(entry);
        }
        return below != null && !below.isDeleted() && isOfThisLife(below) ? below.valuedBy(entry)
                : birth(laid).entry().begunAnew().valuedBy(entry);
    }

    /** Tells whether the object has not ended with the one that it hangs below, which may have begun anew since. */
    private boolean isOfThisLife(ObjectEntry below) {
        ObjectEntry parent = entry(below.parent());
        return parent != null && !parent.isDeleted() && ChainState.precedes(parent.born(), below.placed());
    }

    /** What begins the object where nothing is below: the last that knew of nothing, or the first there is. */
    private Layers.Layer<PrimaryKey, ObjectEntry> birth(Layers.Layer<PrimaryKey, ObjectEntry> laid) {
        Layers.Layer<PrimaryKey, ObjectEntry> first = laid;
        for (Layers.Layer<PrimaryKey, ObjectEntry> at = laid; at != null && !at.isWhole(); at = at.older(vantage)) {
            first = at;
            if (at.entry().born() == at.entry().version()) {
                break;
            }
        }
        return first;
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        Layers.Layer<KeyId, KeyEntry> laid = overlay.keys().find(id, vantage);
        return laid != null ? laid.entry() : confirmed.publicKey(id);
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
