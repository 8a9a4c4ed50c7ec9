/**
 * Tests of the redo log. {@link io.ate.internal.log.RedoLogContract} is what both implementations must pass, idea by
 * idea; what only a disk can do wrong is tested beside it. They depend on the log and on nothing above it.
 */
@NullMarked
package io.ate.internal.log;

import org.jspecify.annotations.NullMarked;
