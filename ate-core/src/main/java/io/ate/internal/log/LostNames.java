package io.ate.internal.log;

import io.ate.ChainName;

/**
 * Names of which it cannot be told whether there are chains. Immutable.
 *
 * @param from the first of them in the order of their characters, which need not be a whole name
 * @param before what follows on the last one; empty if there is nothing behind
 * @param what is damaged
 */
record LostNames(String from, String before, String what) {
    /** The row of that one name is lost. */
    static LostNames one(ChainName name, String what) {
        return new LostNames(name.text(), name.text() + ChainScan.FIRST, what);
    }

    boolean covers(ChainName name) {
        return name.text().compareTo(from) >= 0 && (before.isEmpty() || name.text().compareTo(before) < 0);
    }

    @Override
    public String toString() {
        return "names from \"" + from + "\" " + (before.isEmpty() ? "on" : "to before \"" + before + "\"")
                + " cannot be read (" + what + ")";
    }
}
