/**
 * A chain on the client's side: its verified view, its own commits that are not answered yet laid over it, its
 * writers and their numbers, and the state machines that keep it in step with a server, or, for a local chain, with a
 * sequencer in the same process. Depends on {@code protocol}, {@code trust} and below; offers {@code Replica} to the
 * data-access layer.
 */
@NullMarked
package io.ate.internal.replica;

import org.jspecify.annotations.NullMarked;
