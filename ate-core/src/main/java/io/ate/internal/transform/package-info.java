/**
 * What becomes of the bytes of values before they are sealed and after they were opened: compression, and the
 * transformers of the program's own. Depends on nothing but {@code io.ate} and {@code io.ate.extension}. Offers the
 * transformers that one program has, by the ids under which they stand in headers.
 */
@NullMarked
package io.ate.internal.transform;

import org.jspecify.annotations.NullMarked;
