package io.ate.internal.dao;

import io.ate.Type;

/**
 * What an update made of an object's value: all that it takes to merge it with what others made of it. Immutable;
 * refers to nothing that is open, so that it can be kept with a commit for as long as that waits.
 *
 * @param type as which it was updated
 * @param base the value that was read, as it was stored
 * @param mine the value that was to be stored
 */
record Edit(Type<?> type, Plaintext base, Plaintext mine) {}
