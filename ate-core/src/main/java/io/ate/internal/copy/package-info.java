/**
 * Copies of single chains in files, which bring a chain from one server to another. It depends on {@code log}, whose
 * rows they hold, and on {@code inspect}, by which they are verified; it offers {@link io.ate.internal.copy.ChainCopy}
 * to make one, and {@link io.ate.internal.copy.ChainArrival} to take one in.
 */
@NullMarked
package io.ate.internal.copy;

import org.jspecify.annotations.NullMarked;
