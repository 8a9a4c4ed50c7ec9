/**
 * What people read and write. Depends on nothing. Offers {@link io.ate.internal.text.Durations} to whoever tells users
 * how long something takes, {@link io.ate.internal.text.Names} to whoever takes names from them, and
 * {@link io.ate.internal.text.Pace} to whoever tells what others can cause at will.
 */
@NullMarked
package io.ate.internal.text;

import org.jspecify.annotations.NullMarked;
