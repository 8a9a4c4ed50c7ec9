/**
 * Tests of who holds which lock: the table against a model, and the desk in front of it. They stand on {@code testing}.
 */
@NullMarked
package io.ate.internal.lock;

import org.jspecify.annotations.NullMarked;
