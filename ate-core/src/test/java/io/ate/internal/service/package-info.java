/** Tests of what requests and replies have to be, and what becomes of those that are not. */
@NullMarked
package io.ate.internal.service;

import org.jspecify.annotations.NullMarked;
