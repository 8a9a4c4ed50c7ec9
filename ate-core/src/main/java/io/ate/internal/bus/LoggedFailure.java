package io.ate.internal.bus;

import java.io.PrintWriter;
import java.io.Writer;

/**
 * What a log is given to print of what a program's own code has thrown. A log prints by the exception's own methods,
 * and those of its causes, which are code of the program, too: where they fail, so would whoever logs. Stateless.
 */
public final class LoggedFailure {
    private LoggedFailure() {}

    /** {@code thrown} itself, or, where it cannot be printed, something that can, with the same trace. */
    public static Throwable of(Throwable thrown) {
        try {
            thrown.printStackTrace(new PrintWriter(Writer.nullWriter())); // nothing else tells beforehand
            return thrown;
        } catch (RuntimeException | Error e) {
            Throwable other = new IllegalStateException("a failure that cannot be printed: " + ToldFailure.of(thrown));
            other.setStackTrace(thrown.getStackTrace());
            return other;
        }
    }
}
