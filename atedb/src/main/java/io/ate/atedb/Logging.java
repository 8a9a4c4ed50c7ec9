package io.ate.atedb;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.ate.atedb.console.Verbosity;
import org.slf4j.LoggerFactory;

/** How much of what the libraries log reaches standard error: without being asked, failures, one line each. */
final class Logging {
    /** What others wrote may stand in it, so nothing that a terminal would obey is left. */
    private static final String WITH_STACK_TRACES = "%d{HH:mm:ss.SSS} %-5level %logger{0}: "
            + "%replace(%msg%n%ex){'[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]', '?'}";

    /** What concerns users they are told by us; at its finer levels it says what it has found out of the machine. */
    private static final String NETWORK = "io.netty";

    private Logging() {}

    static void say(Verbosity verbosity) {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(switch (verbosity) {
                case QUIET, NORMAL -> Level.ERROR;
                case VERBOSE -> Level.INFO;
                case DEBUG -> Level.DEBUG;
            });
            boolean inside = verbosity.atLeast(Verbosity.VERBOSE);
            root.getLoggerContext().getLogger(NETWORK).setLevel(inside ? Level.WARN : Level.OFF);
            if (inside) {
                showStackTraces(root);
            }
        }
    }

    private static void showStackTraces(Logger root) {
        if (root.getAppender("stderr") instanceof ConsoleAppender<ILoggingEvent> appender) {
            PatternLayoutEncoder encoder = new PatternLayoutEncoder();
            encoder.setContext(root.getLoggerContext());
            encoder.setPattern(WITH_STACK_TRACES);
            encoder.start();
            appender.setEncoder(encoder);
        }
    }
}
