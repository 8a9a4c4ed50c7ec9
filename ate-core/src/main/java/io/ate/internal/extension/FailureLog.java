package io.ate.internal.extension;

import io.ate.internal.text.Pace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what code threw that was put into a server, a few times a minute at most: who sends commits can have a validator
 * fail as often as he likes. What was left out is counted with the next line. Thread-safe.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.ate.extension");

    private final Pace pace = new Pace();

    /** Says what happened, and why, or counts it. */
    void say(String what, Throwable cause) {
        pace.due()
                .ifPresent(left -> LOG.error(left == 0 ? what : what + " (and " + left + " times something like it)",
                        cause));
    }
}
