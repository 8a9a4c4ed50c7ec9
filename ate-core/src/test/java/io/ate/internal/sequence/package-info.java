/**
 * Tests of the sequencer, the tail and the loading of chains: what is answered when, and that a chain is the same after
 * it was read from its log. They stand on {@code testing}.
 */
@NullMarked
package io.ate.internal.sequence;

import org.jspecify.annotations.NullMarked;
