/** Tests of where requests meet those who serve. */
@NullMarked
package io.ate.internal.exchange;

import org.jspecify.annotations.NullMarked;
