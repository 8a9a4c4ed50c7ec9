/**
 * The tour: what ATE does, shown with a real server process, real keys and real data. It stands on the library as any
 * user's program does, and on the program's own import and load generator. It offers {@link io.ate.atedb.demo.Demo}.
 */
@NullMarked
package io.ate.atedb.demo;

import org.jspecify.annotations.NullMarked;
