/**
 * Measurements with JMH. They stand on the libraries, their internals included. Nothing depends on them, and no build
 * runs them.
 */
@NullMarked
package io.ate.benchmarks;

import org.jspecify.annotations.NullMarked;
