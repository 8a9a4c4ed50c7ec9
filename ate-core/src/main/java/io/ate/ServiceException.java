package io.ate;

/** The handler of a service failed: the message has the class and the message of its exception. */
public final class ServiceException extends AteException {
    private static final long serialVersionUID = 1L;

    private final String error;

    /** @param error the class name of the handler's exception */
    public ServiceException(String error, String message) {
        super(message);
        this.error = error;
    }

    /** The class name of the handler's exception. */
    public String error() {
        return error;
    }
}
