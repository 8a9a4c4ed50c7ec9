/**
 * Where programs extend the library and the server with code of their own: transformers of values, validators of
 * commits, sinks of what was stored. Such code can refuse or pass on, and never lets in what would be refused without
 * it. Depends on {@code io.ate} alone; what is put in goes through {@code AteConfig} and {@code ServerConfig}.
 */
@NullMarked
package io.ate.extension;

import org.jspecify.annotations.NullMarked;
