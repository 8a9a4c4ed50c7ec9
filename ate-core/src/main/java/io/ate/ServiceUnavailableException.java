package io.ate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service gave no reply: nobody serves it, who did went away before he had replied, what came was not from somebody
 * who may serve, or nothing came in time. {@link #mayHaveRun()} tells whether the request may have been executed all
 * the same.
 */
public final class ServiceUnavailableException extends AteException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Reason reason;
    private final boolean mayHaveRun;

    /**
     * @param reason by the word of the server or of who serves, or by what the chain holds; null where nothing says it
     * @param mayHaveRun whether the request may have been executed
     */
    public ServiceUnavailableException(@Nullable Reason reason, String message, boolean mayHaveRun) {
        super(message);
        this.reason = reason;
        this.mayHaveRun = mayHaveRun;
    }

    /**
     * Why there is no reply, where that is known: {@link Reason#NOBODY_SERVES} if no program serves now,
     * {@link Reason#SERVICE_GONE} if the one that was asked went away, {@link Reason#TOO_MANY_IN_FLIGHT} if all that
     * serve have their hands full. Empty if nothing came in time, the thread was interrupted, or what came is not to
     * be believed.
     */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * Tells whether the request may have been executed, once, by each program that was given it. If not, it is safe to
     * ask again, as far as the server's word goes.
     */
    public boolean mayHaveRun() {
        return mayHaveRun;
    }
}
