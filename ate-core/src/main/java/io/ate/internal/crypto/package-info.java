/**
 * Primitives and secrets: hashes, signatures of two families, key encapsulation of two families, sealing of payloads
 * and frames, and the types that hold keys. Depends on {@code wire} alone, on the JDK's providers and on Bouncy Castle,
 * whose types it does not let out. Offers the rest one obvious way to do each thing, with keys that zero themselves on
 * close.
 */
@NullMarked
package io.ate.internal.crypto;

import org.jspecify.annotations.NullMarked;
