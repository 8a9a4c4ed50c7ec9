package io.ate.internal.inspect;

import io.ate.PrimaryKey;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it should be in a store, or that cannot be verified. Immutable.
 *
 * @param chain the name of the chain that it is in, or null if it is none's
 * @param from the first sequence that is concerned, 0 if none is
 * @param to the last one
 * @param object the object that is concerned, if that is known
 * @param what is wrong, for people
 * @param remedy what to do, for people
 */
public record Finding(Kind kind, @Nullable String chain, long from, long to, @Nullable PrimaryKey object, String what,
        String remedy) {

    /** What is done about it. */
    public enum Kind {
        /** Bytes are lost or changed: something failed. */
        DAMAGE,
        /** What is there is whole, and no honest writer or server would have made it so: somebody did. */
        FORGERY,
        /** Nobody can tell any more whether it is right: nothing is known to be wrong. */
        UNVERIFIED
    }

    static final String RESTORE = "restore the store from a backup";
    static final String DISTRUST = "find out who changed the store's files, and restore it from a backup";
    static final String NOTHING = "nothing has to be done";

    static Finding damage(@Nullable String chain, long from, long to, @Nullable PrimaryKey object, String what) {
        return new Finding(Kind.DAMAGE, chain, from, to, object, what, RESTORE);
    }

    static Finding forgery(String chain, long from, long to, @Nullable PrimaryKey object, String what) {
        return new Finding(Kind.FORGERY, chain, from, to, object, what, DISTRUST);
    }

    static Finding unverified(String chain, long from, long to, String what) {
        return new Finding(Kind.UNVERIFIED, chain, from, to, null, what, NOTHING);
    }

    /** Where it is, and what, as people read it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (chain != null) {
            text.append(chain).append(": ");
        }
        if (from > 0) {
            text.append(from == to ? "sequence " + from : "sequences " + from + " to " + to).append(": ");
        }
        if (object != null) {
            text.append("object ").append(object).append(": ");
        }
        return text.append(what).toString();
    }

    /** Tells whether something is wrong. */
    public boolean isFault() {
        return kind != Kind.UNVERIFIED;
    }
}
