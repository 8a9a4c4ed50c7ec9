/**
 * The order of one chain: the sequencer, which judges commits against a tentative state and publishes them when the
 * redo log has made them durable; the tail of recent commits; and the loading of a chain from its log. Depends on
 * {@code trust}, {@code log} and below; used by the server for hosted chains and by the client for local ones. No I/O
 * of its own, no clock, no threads.
 */
@NullMarked
package io.ate.internal.sequence;

import org.jspecify.annotations.NullMarked;
