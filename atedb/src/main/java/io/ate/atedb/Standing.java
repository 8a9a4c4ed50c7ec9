package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.transfer.Importer;

/**
 * Says of an import that ended early what is stored of it, and how to go on. Immutable.
 *
 * @param input where the lines come from
 * @param named whether the objects have names, so that the same command may be run again
 */
record Standing(ChainAddress chain, Input input, boolean named) {

    private static final String AGAIN = "run the same command again";

    /**
     * All that was sent is answered.
     *
     * @param before what is to be done before going on
     */
    String settled(Importer.Stored stored, String before) {
        if (stored.counts().all() == 0) {
            return "Nothing is stored yet: " + before + AGAIN;
        }
        return soFar(stored) + (named ? ": " + before + AGAIN + ", which goes on without duplicates"
                : ". The same command would store them again; go on behind them: " + rest(stored));
    }

    /** Of what was sent, some is not answered. */
    String open(Importer.Stored stored) {
        String known = stored.counts().all() == 0 ? "it is not known whether anything is stored"
                : soFar(stored) + ", and of what follows some may be";
        if (named) {
            return known + ": " + AGAIN + ", which goes on without duplicates";
        }
        return known + ": look (\"atedb ls\") before you "
                + (stored.counts().all() == 0 ? AGAIN : "go on behind what is stored: " + rest(stored));
    }

    private static String soFar(Importer.Stored stored) {
        long all = stored.counts().all();
        return Figures.count(all, "object") + (all == 1 ? " is" : " are") + " stored, up to line " + stored.through();
    }

    /** The command for the lines that are left. */
    private String rest(Importer.Stored stored) {
        String reader = input.isStandardInput() ? ""
                : (input.name().endsWith(".gz") ? "zcat " : "cat ") + input.name() + " | ";
        return reader + "tail -n +" + (stored.through() + 1) + " | atedb import " + chain.name() + " - …";
    }
}
