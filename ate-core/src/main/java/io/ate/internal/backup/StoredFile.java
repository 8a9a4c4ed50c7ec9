package io.ate.internal.backup;

import io.ate.internal.wire.Hash;
import java.util.regex.Pattern;

/** A file of a backup, under its name in the store. Immutable. */
record StoredFile(String name, long size, Hash hash) {

    /** The server's identity, which stands beside the store. */
    static final String IDENTITY = "identity.key";
    /** RocksDB's file that says which others are in force. */
    static final String CURRENT = "CURRENT";

    /** What is a store's among the files of a checkpoint; the rest is for people. */
    private static final Pattern OF_STORE = Pattern
            .compile("CURRENT|MANIFEST-\\d{1,18}|OPTIONS-\\d{1,18}|\\d{1,18}\\.(log|sst|blob)");

    static boolean isOfStore(String name) {
        return OF_STORE.matcher(name).matches();
    }
}
