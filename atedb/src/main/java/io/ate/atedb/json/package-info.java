/**
 * Values and objects as JSON text, exact to the last digit. It stands on the library's public types and Jackson. It
 * offers {@link io.ate.atedb.json.Json}, {@link io.ate.atedb.json.JsonLines} and {@link io.ate.atedb.json.ObjectForm}.
 */
@NullMarked
package io.ate.atedb.json;

import org.jspecify.annotations.NullMarked;
