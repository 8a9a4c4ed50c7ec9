/**
 * Tests of the layouts: the bytes that {@code doc/format.md} promises, written down by hand; what is read is written as
 * the same bytes; everything else is refused. They stand on {@code testing} where they need whole commits.
 */
@NullMarked
package io.ate.internal.event;

import org.jspecify.annotations.NullMarked;
