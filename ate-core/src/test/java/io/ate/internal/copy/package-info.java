/** Tests of copies of single chains. They stand on {@code testing}, and on real stores and files. */
@NullMarked
package io.ate.internal.copy;

import org.jspecify.annotations.NullMarked;
