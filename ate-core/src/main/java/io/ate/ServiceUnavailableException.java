package io.ate;

/**
 * A service gave no reply: nobody serves it, who did went away before he had replied, what came was not from somebody
 * who may serve, or nothing came in time. {@link #mayHaveRun()} tells whether the request may have been executed all
 * the same.
 */
public final class ServiceUnavailableException extends AteException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;

    /** @param mayHaveRun whether the request may have been executed */
    public ServiceUnavailableException(String message, boolean mayHaveRun) {
        super(message);
        this.mayHaveRun = mayHaveRun;
    }

    /**
     * Tells whether the request may have been executed, once, by each program that was given it. If not, it is safe to
     * ask again, as far as the server's word goes.
     */
    public boolean mayHaveRun() {
        return mayHaveRun;
    }
}
