package io.ate.atedb;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ate.atedb.console.Verbosity;
import org.slf4j.LoggerFactory;

/** How much of what the libraries log reaches standard error. */
final class Logging {
    private Logging() {}

    static void say(Verbosity verbosity) {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(switch (verbosity) {
                case QUIET, NORMAL -> Level.ERROR;
                case VERBOSE -> Level.INFO;
                case DEBUG -> Level.DEBUG;
            });
        }
    }
}
