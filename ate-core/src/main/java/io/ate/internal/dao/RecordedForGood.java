package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.Type;
import io.ate.internal.view.ObjectEntry;

/**
 * Keeps a program from changing by mistake what it recorded in an event stream, which nobody could read any more. Who
 * means to can do it by a program of his own, and readers notice. Confined to its unit of work's thread.
 */
record RecordedForGood(OpenChain chain, Sight sight, KeyedValues values) {

    private static final String FIRST = "1";

    /** @throws IllegalStateException if the object is an event of a stream, as far as that can be told here */
    void demandOther(ObjectEntry entry) {
        if (isEvent(entry)) {
            throw new IllegalStateException("object " + entry.key() + " is an event in the stream \""
                    + entry.collection() + "\" of object " + entry.parent()
                    + ": events stay as they were recorded, and "
                    + "where one is changed or gone, nobody reads the stream any more. Append an event that says what is "
                    + "different now, or delete the object that the stream belongs to, and with it the whole stream");
        }
    }

    /** Tells whether the object is an event of a stream, as far as that can be told here. */
    boolean isEvent(ObjectEntry entry) {
        if (!KeyedValues.mayBe(entry)) {
            return false;
        }
        ObjectEntry owner = sight.overlay().entry(entry.parent());
        return owner != null && chain.fields()
                .isStream(owner.type(), entry.collection())
                .orElseGet(() -> looksLikeOne(owner, entry));
    }

    /**
     * A stream has an event that goes by the first revision, as a map may have an entry; but entries say what their
     * keys are.
     */
    private boolean looksLikeOne(ObjectEntry owner, ObjectEntry entry) {
        try {
            Named<?> first = sight.names(owner)
                    .in(new NamedPlace(owner.key(), entry.collection()), Type.tree(entry.type()), FIRST);
            return sight.value(first.ref().key()) != null && values.key(sight.seen(entry).demandValue()) == null;
        } catch (AteException _) {
            return false; // who reads nothing there cannot tell
        }
    }
}
