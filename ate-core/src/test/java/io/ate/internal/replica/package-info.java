/**
 * Tests of replicas: what lies over a view, how commits go out and come back, and what a server cannot get past a
 * client. They drive the real state machines of both sides on one thread. They depend on {@code
 * io.ate.internal.testing}.
 */
@NullMarked
package io.ate.internal.replica;

import org.jspecify.annotations.NullMarked;
