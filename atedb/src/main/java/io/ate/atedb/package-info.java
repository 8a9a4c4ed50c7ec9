/**
 * The database program: one class for each command. It stands on {@code io.ate.client} and {@code io.ate.server}. It
 * offers nothing to other modules.
 */
@NullMarked
package io.ate.atedb;

import org.jspecify.annotations.NullMarked;
