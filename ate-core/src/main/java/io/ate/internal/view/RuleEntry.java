package io.ate.internal.view;

import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import org.jspecify.annotations.Nullable;

/**
 * The rules that an object carries, with the key ring that came beside them. Immutable.
 *
 * @param ring of a read rule of {@code KEYS}, or object zero's name key in clear; else null
 * @param since sequence of the event that set the rules
 */
public record RuleEntry(ObjectRules rules, @Nullable KeyRing ring, long since) {}
