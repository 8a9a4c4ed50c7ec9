/** Tests of which items of a queue are tried, and when. */
@NullMarked
package io.ate.internal.queue;

import org.jspecify.annotations.NullMarked;
