package io.ate.internal.index;

import io.ate.internal.view.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * An object that a projection knows: one that it selects, or one that such objects hang below. Its place among the
 * others is the {@link Population}'s. Confined to the thread that keeps projections up.
 *
 * @param <P> what a projection makes of an object
 */
final class Member<P> {
    /** What has become of the object's value. */
    enum Standing {
        /** Nothing: it is not selected. */
        OUTSIDE,
        /** The projection has it, or passes it over. */
        TAKEN,
        /** The session does not open it, or the class cannot take it. */
        UNREADABLE,
        /** A function of the program's own threw. */
        FAILED
    }

    /** The object as it was when it was last dealt with. */
    ObjectEntry at;
    Standing standing = Standing.OUTSIDE;
    @Nullable
    P entered;

    @Nullable
    Member<P> above;
    @Nullable
    Member<P> first;
    @Nullable
    Member<P> before;
    @Nullable
    Member<P> after;

    Member(ObjectEntry at) {
        this.at = at;
    }

    boolean isSelected() {
        return standing != Standing.OUTSIDE;
    }
}
