/**
 * Where requests to services meet those who serve: who listens, which request goes to whom, and what becomes of it when
 * one of the two goes away. Depends on {@code trust} and {@code protocol} for rights and messages; used by the server
 * for hosted chains and by the client for local ones, so that both work alike. No I/O, no clock, no threads of its own,
 * and no cryptography but a hash: whether a request or reply is genuine is for its receiver to see.
 */
@NullMarked
package io.ate.internal.exchange;

import org.jspecify.annotations.NullMarked;
