package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.HashSet;
import java.util.Set;

/** The three rules that an object may carry. Immutable. */
public record ObjectRules(ReadRule read, WriteRule write, ControlRule control) {

    /** Everything as at the parent. */
    public static final ObjectRules INHERITED = new ObjectRules(new ReadRule.Inherit(), new WriteRule.Inherit(),
            new ControlRule.Inherit());

    /** Tells whether the object carries no rule of its own. */
    public boolean areInherited() {
        return equals(INHERITED);
    }

    /** The keys that the rules name. */
    public Set<KeyId> named() {
        Set<KeyId> named = new HashSet<>();
        if (read instanceof ReadRule.Keys(var readers)) {
            named.addAll(readers);
        }
        if (write instanceof WriteRule.AnyOf(var writers)) {
            named.addAll(writers);
        }
        if (control instanceof ControlRule.AnyOf(var owners)) {
            named.addAll(owners);
        }
        return named;
    }

    /** Tells whether no rule is left to a parent, as object zero demands, which has none. */
    public boolean areComplete() {
        return !(read instanceof ReadRule.Inherit) && !(write instanceof WriteRule.Inherit)
                && !(control instanceof ControlRule.Inherit);
    }

    public void write(WireWriter out) {
        read.write(out);
        write.write(out);
        control.write(out);
    }

    public static ObjectRules read(WireReader in) throws MalformedException {
        return new ObjectRules(ReadRule.read(in), WriteRule.read(in), ControlRule.read(in));
    }
}
