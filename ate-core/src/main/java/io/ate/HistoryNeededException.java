package io.ate;

/**
 * What was asked for cannot be told, or not be judged, without the chain's history, and the chain was opened at its
 * head: open it in full. Nothing was stored.
 */
public class HistoryNeededException extends AteException {
    private static final long serialVersionUID = 1L;

    /** Needed for what the message names. */
    public HistoryNeededException(String message) {
        super(message);
    }
}
