/**
 * What a program uses: chains, units of work, objects, rules, sessions, keys and the exceptions they throw. It stands
 * on the packages under {@code io.ate.internal}, and shows none of their types. It offers everything that needs no
 * network; for chains of a server there is {@code io.ate.client}.
 */
@NullMarked
package io.ate;

import org.jspecify.annotations.NullMarked;
