/** Tests of what is kept up with a chain, against plain models. */
@NullMarked
package io.ate.internal.index;

import org.jspecify.annotations.NullMarked;
