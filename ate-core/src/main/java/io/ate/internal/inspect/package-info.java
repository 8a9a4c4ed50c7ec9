/**
 * Looks at chains from outside, as they stand in a store that nobody else has open: dumps and verifies them, past
 * damage. Depends on all that makes and judges chains; offers to programs what can be printed. Nothing here serves
 * anybody, and nothing is changed.
 */
@NullMarked
package io.ate.internal.inspect;

import org.jspecify.annotations.NullMarked;
