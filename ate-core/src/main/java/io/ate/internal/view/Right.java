package io.ate.internal.view;

import io.ate.internal.event.ControlRule;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;

/** What a rule is about. An object says something of it, or inherits what is said above. */
public enum Right {
    READ, WRITE, CONTROL;

    /** Tells whether these rules say something of it themselves. */
    boolean isSetBy(RuleEntry entry) {
        ObjectRules rules = entry.rules();
        return switch (this) {
            case READ -> !(rules.read() instanceof ReadRule.Inherit);
            case WRITE -> !(rules.write() instanceof WriteRule.Inherit);
            case CONTROL -> !(rules.control() instanceof ControlRule.Inherit);
        };
    }
}
