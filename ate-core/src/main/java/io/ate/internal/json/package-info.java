/**
 * JSON that loses nothing: what a number says, and what fits into an object. Depends on Jackson alone. Offers {@link
 * io.ate.internal.json.ExactJson} to whoever reads or writes JSON, and {@link io.ate.internal.json.ReadableNumbers} to
 * whoever writes another form of it.
 */
@NullMarked
package io.ate.internal.json;

import org.jspecify.annotations.NullMarked;
