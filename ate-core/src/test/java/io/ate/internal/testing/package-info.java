/**
 * The vocabulary in which tests speak of chains: keys that a name repeats, genesis, changes, commits, and a chain
 * driven by hand; and what a class says in the log. What a test makes with it is the same in every run: nothing that is
 * made draws a random number or reads a clock.
 * Depends on everything up to {@code sequence}; the tests of all packages may use it.
 */
@NullMarked
package io.ate.internal.testing;

import org.jspecify.annotations.NullMarked;
