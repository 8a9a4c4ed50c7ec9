/**
 * Tests of judgement: every reason of admission, their order, rights and their inheritance, and what a client makes of
 * a server that lies. They drive whole chains through {@code testing}, so that what is shown holds for the sequencer
 * too.
 */
@NullMarked
package io.ate.internal.trust;

import org.jspecify.annotations.NullMarked;
