/**
 * The chains of {@code io.ate} as programs hold them: handles over an open chain, each for one session. Depends on
 * everything below, and puts it together. Offers chains over any replica to those who make replicas.
 */
@NullMarked
package io.ate.internal.chain;

import org.jspecify.annotations.NullMarked;
