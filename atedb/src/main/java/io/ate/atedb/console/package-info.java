/**
 * How the program speaks with whoever started it: results, messages, progress, questions. It stands on nothing else of
 * the program. It offers {@link io.ate.atedb.console.Surroundings}, and what is made from it.
 */
@NullMarked
package io.ate.atedb.console;

import org.jspecify.annotations.NullMarked;
