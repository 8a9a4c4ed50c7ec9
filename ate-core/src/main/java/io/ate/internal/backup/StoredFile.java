package io.ate.internal.backup;

import io.ate.internal.wire.Hash;

/** A file of a backup, under its name in the store. Immutable. */
record StoredFile(String name, long size, Hash hash) {}
