package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.internal.event.NameTag;
import io.ate.internal.view.ObjectEntry;

/**
 * An object by its name, whether or not it exists. Immutable.
 *
 * @param tag stands in each of its events, so that everybody can compute its key from its place
 */
public record Named<T>(NamedPlace place, DaoRef<T> ref, NameTag tag) {
    /** The object as it is to be born. */
    ObjectEntry unsent() {
        return ObjectEntry.unsent(ref.key(), place.parent(), place.collection(), ref.type().name(), null);
    }
}
