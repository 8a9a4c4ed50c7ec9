/**
 * Tests of how chains are looked at from outside. They stand on {@code testing}, and on real stores, of which they
 * change files.
 */
@NullMarked
package io.ate.internal.inspect;

import org.jspecify.annotations.NullMarked;
