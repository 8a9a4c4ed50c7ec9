/**
 * Runs what programs put into a server: validators, which are asked about commits, and sinks, which read the log behind
 * everybody else. Depends on {@code sequence}, {@code log} and {@code event}; used by {@code host}. Shows such code
 * nothing but headers, and keeps what it throws, or how long it takes, from everybody who does not wait for it.
 */
@NullMarked
package io.ate.internal.extension;

import org.jspecify.annotations.NullMarked;
