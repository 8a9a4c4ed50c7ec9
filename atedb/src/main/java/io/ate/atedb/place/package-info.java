/**
 * Where things are: files of the user's, settings, servers, chains, objects. It stands on the library's names and on
 * {@code io.ate.atedb.console}. It offers {@link io.ate.atedb.place.Places}, {@link io.ate.atedb.place.Settings} and
 * the addresses.
 */
@NullMarked
package io.ate.atedb.place;

import org.jspecify.annotations.NullMarked;
