/**
 * Who may do what: the three rules and their inheritance, the admission of commits in its one order with a typed reason
 * for every refusal, and the checks of signatures and hashes ahead of it. The server judges what clients send, and
 * clients judge what the server streams, with the same code. Depends on {@code view} and below; no I/O, no clock.
 */
@NullMarked
package io.ate.internal.trust;

import org.jspecify.annotations.NullMarked;
