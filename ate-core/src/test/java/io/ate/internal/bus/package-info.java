/** Tests of what threads of the library tell of the program's failures. */
@NullMarked
package io.ate.internal.bus;

import org.jspecify.annotations.NullMarked;
