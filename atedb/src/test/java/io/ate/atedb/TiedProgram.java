package io.ate.atedb;

import java.util.Objects;

/**
 * The program, tied to the process that started it: nobody else would ever end what a test leaves behind that dies.
 * Stateless.
 */
final class TiedProgram {
    /** The property that says which process that is. */
    static final String STARTER = "ate.test.starter";

    private TiedProgram() {}

    /** {@link Atedb#main}, in a process that ends, with all that it has started, as soon as its starter does. */
    public static void main(String[] arguments) {
        tie();
        Atedb.main(arguments);
    }

    /** Has this process end as soon as its starter does. */
    static void tie() {
        long starter = Objects.requireNonNull(Long.getLong(STARTER), STARTER);
        ProcessHandle.of(starter).ifPresentOrElse(TiedProgram::endWith, TiedProgram::end);
    }

    private static void endWith(ProcessHandle starter) {
        var _ = starter.onExit().thenRun(TiedProgram::end);
    }

    private static void end() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(ExitCode.FAILED.code());
    }
}
