/**
 * The load generator: clients that commit as fast as they are answered, readers that follow, and what was measured. It
 * stands on the library and HdrHistogram. It offers {@link io.ate.atedb.bench.Load} and {@link io.ate.atedb.bench.Run}.
 */
@NullMarked
package io.ate.atedb.bench;

import org.jspecify.annotations.NullMarked;
