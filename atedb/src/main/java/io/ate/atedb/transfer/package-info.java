/**
 * Many objects into a chain, and out of it. It stands on the library, {@code io.ate.atedb.json} and {@code
 * io.ate.atedb.console}. It offers {@link io.ate.atedb.transfer.Importer} and {@link io.ate.atedb.transfer.Watcher}.
 */
@NullMarked
package io.ate.atedb.transfer;

import org.jspecify.annotations.NullMarked;
