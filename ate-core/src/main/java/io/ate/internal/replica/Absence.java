package io.ate.internal.replica;

import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.Offline;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What it means for one chain that its server is away: that whoever needs it waits, or that he is told so at once.
 * Thread-safe.
 */
final class Absence {
    private final String chain;
    private final Offline mode;
    private final BooleanSupplier unwanted;
    private final Supplier<String> why;
    private volatile boolean away = true;

    /**
     * The server is away until it is said that it is not.
     *
     * @param unwanted whether the program wants no connection at present, which counts as soon as it is said
     * @param why the server is away, for people
     */
    Absence(String chain, Offline mode, BooleanSupplier unwanted, Supplier<String> why) {
        this.chain = chain;
        this.mode = mode;
        this.unwanted = unwanted;
        this.why = why;
    }

    /** For a chain that is at no server which could be away. */
    static Absence never() {
        return new Absence("", Offline.WAIT, () -> false, () -> "");
    }

    /** There is no connection over which anything of the chain comes. */
    void begins() {
        away = true;
    }

    /** The server is there, and asked for the chain. */
    void ends() {
        away = false;
    }

    /** Tells whether the program wants no connection at present, so that nothing goes over one that is still there. */
    boolean isUnwanted() {
        return unwanted.getAsBoolean();
    }

    /** Tells whether whoever needs the server is to be told now that it is away. */
    boolean isTold() {
        return isEver() && (away || unwanted.getAsBoolean());
    }

    /** Tells whether the chain is opened without its server while that is away. */
    boolean opensWithout() {
        return mode != Offline.WAIT;
    }

    /** Tells whether anybody is ever told so. */
    boolean isEver() {
        return mode == Offline.READ;
    }

    /** Why the server is away, as the end of a sentence; nothing if it is not. */
    String because() {
        return away ? ": " + why.get() : "";
    }

    /** What a commit is refused with. */
    ChainReadOnlyException readOnly() {
        return new ChainReadOnlyException("the server of chain " + chain + " is away, and the chain is opened for "
                + "reading alone in that case (Offline.READ): nothing is stored (" + why.get() + ")");
    }

    /**
     * What everybody else is told.
     *
     * @param what is not to be had, as the beginning of a sentence
     */
    ChainUnavailableException unavailable(String what) {
        return new ChainUnavailableException(what + ", and the server of chain " + chain + " is away, for which nobody "
                + "waits as it was opened (Offline.READ): " + why.get());
    }
}
