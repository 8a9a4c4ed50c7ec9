/**
 * The materialized view of one chain: objects, collections, rules, public keys and writers, as the fold of a prefix of
 * its events, the same on the server and on every client. Depends on {@code event} and below; offers {@code View},
 * {@code Snapshot} and the facts in them, {@code Fold}, which says what one event does to one object, and
 * {@code AmendedState}, which lays over a state what is not part of it yet. Nothing here checks authority: that is
 * {@code trust}.
 */
@NullMarked
package io.ate.internal.view;

import org.jspecify.annotations.NullMarked;
