/**
 * Tests of the view against a model so naive that it can be believed. They drive {@code view} through the fold of real
 * events, without judgement, so that the model alone says what is right.
 */
@NullMarked
package io.ate.internal.view;

import org.jspecify.annotations.NullMarked;
