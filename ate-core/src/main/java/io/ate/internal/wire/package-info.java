/**
 * Bounded binary reading and writing, on which every layout in ATE is built. Numbers are big-endian, lengths are
 * checked before anything is allocated, and what a reader leaves over is an error. Depends on nothing but the JDK;
 * offers {@code WireReader}, {@code WireWriter}, {@code Slice} and {@code Hash} to every other package.
 */
@NullMarked
package io.ate.internal.wire;

import org.jspecify.annotations.NullMarked;
