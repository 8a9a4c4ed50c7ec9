package io.ate.internal.testing;

import io.ate.KeyId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import java.util.List;
import java.util.stream.Stream;

/** Rules of objects, said shortly: begins with {@link #inherited()} and changes one rule at a time. Immutable. */
public record Rule(ObjectRules rules) {

    /** Everything as at the parent. */
    public static Rule inherited() {
        return new Rule(ObjectRules.INHERITED);
    }

    /** Read, written and controlled by these keys alone. */
    public static Rule ownedBy(HeldKeys... keys) {
        return inherited().readBy(keys).writtenBy(keys).controlledBy(keys);
    }

    public Rule readBy(HeldKeys... keys) {
        return read(new ReadRule.Keys(ids(keys)));
    }

    public Rule readByEveryone() {
        return read(new ReadRule.Everyone());
    }

    public Rule writtenBy(HeldKeys... keys) {
        return write(new WriteRule.AnyOf(ids(keys)));
    }

    public Rule writtenByEveryone() {
        return write(new WriteRule.Everyone());
    }

    public Rule writtenByNobody() {
        return write(new WriteRule.Nobody());
    }

    public Rule controlledBy(HeldKeys... keys) {
        return new Rule(new ObjectRules(rules.read(), rules.write(), new ControlRule.AnyOf(ids(keys))));
    }

    private Rule read(ReadRule read) {
        return new Rule(new ObjectRules(read, rules.write(), rules.control()));
    }

    private Rule write(WriteRule write) {
        return new Rule(new ObjectRules(rules.read(), write, rules.control()));
    }

    private static List<KeyId> ids(HeldKeys... keys) {
        return Stream.of(keys).map(HeldKeys::id).toList();
    }
}
