package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import org.jspecify.annotations.Nullable;

/** Ends the judgement of a commit at the first thing that is wrong with it. Never leaves {@link Judge}. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable PrimaryKey object;

    RefusedException(Reason reason, String text, @Nullable PrimaryKey object) {
        super(text, null, false, false);
        this.reason = reason;
        this.object = object;
    }

    Verdict.Refused verdict() {
        return new Verdict.Refused(reason, String.valueOf(getMessage()), object);
    }
}
