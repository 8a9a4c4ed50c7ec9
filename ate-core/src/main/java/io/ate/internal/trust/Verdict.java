package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Writers;
import org.jspecify.annotations.Nullable;

/** What the judge says of a commit. */
public sealed interface Verdict {
    /** It takes effect. */
    record Admitted(Effects effects) implements Verdict {}

    /** It had been admitted before, as this. */
    record Repeated(Writers.Admitted commit) implements Verdict {}

    /**
     * It leaves no trace.
     *
     * @param text what happened, for people
     * @param object the object that it failed on, or null
     */
    record Refused(Reason reason, String text, @Nullable PrimaryKey object) implements Verdict {}
}
