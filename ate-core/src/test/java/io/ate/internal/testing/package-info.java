/**
 * The vocabulary in which tests speak of chains: keys that a name repeats, genesis, changes, commits, and a chain
 * driven by hand. Nothing here draws a random number or reads a clock, so what a test makes is the same in every run.
 * Depends on everything up to {@code sequence}; the tests of all packages may use it.
 */
@NullMarked
package io.ate.internal.testing;

import org.jspecify.annotations.NullMarked;
