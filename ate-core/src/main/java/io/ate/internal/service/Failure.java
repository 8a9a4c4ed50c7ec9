package io.ate.internal.service;

import io.ate.Reason;
import io.ate.Type;
import io.ate.TypeName;
import io.ate.internal.bus.ToldFailure;

/**
 * What a reply without a value says. Immutable.
 *
 * @param error the class name of the handler's exception, or the name of a {@link Reason}; empty at the end of a stream
 */
@TypeName("ate.service-failure")
record Failure(String error, String message) {
    static final Type<Failure> TYPE = Type.of(Failure.class);
    static final Failure NONE = new Failure("", "");

    private static final int LONGEST = 4_096;

    /** Without the trace, which is nobody else's business. */
    static Failure of(Throwable thrown) {
        ToldFailure told = ToldFailure.of(thrown, LONGEST);
        return new Failure(told.error(), told.message());
    }

    static Failure of(Reason reason, String text) {
        return new Failure(reason.name(), text);
    }
}
