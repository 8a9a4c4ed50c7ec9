/**
 * What a chain is made of: genesis, events, key rings and commits, their one binary layout each, and their hashes.
 * Everything is encoded once, by its writer, and kept as the same bytes from then on; decoding is strict and bounded.
 * Depends on {@code wire}, {@code crypto} and {@code tree}; offers its records to everything above. The layouts are
 * told byte by byte in {@code doc/format.md}.
 */
@NullMarked
package io.ate.internal.event;

import org.jspecify.annotations.NullMarked;
