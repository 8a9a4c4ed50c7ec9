/**
 * The server that orders commits, makes them durable and hands them to every client of a chain. It stands on
 * {@code io.ate} and knows nothing of {@code io.ate.client}. It offers a server to embed or to run as a program.
 */
@NullMarked
package io.ate.server;

import org.jspecify.annotations.NullMarked;
