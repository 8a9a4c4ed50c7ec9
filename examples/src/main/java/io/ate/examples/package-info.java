/**
 * Small programs, one for each use of ATE. They stand on the public packages only, as a user's program would. Nothing
 * depends on them.
 */
@NullMarked
package io.ate.examples;

import org.jspecify.annotations.NullMarked;
