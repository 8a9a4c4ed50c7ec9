package io.ate.atedb;

/** How the program ends, for scripts. */
enum ExitCode {
    DONE(0),
    FAILED(1),
    WRONG_USAGE(2),
    NOT_AUTHORISED(3),
    UNREACHABLE(4),
    NO_SUCH_THING(5);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
