package io.ate.internal.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * What a class says in the log, in whichever test, until this is closed. Other than Logback's own list it may be looked
 * at while others write. Thread-safe.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final LinkedBlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
    private final Logger logger;

    private LogLines(Logger logger) {
        this.logger = logger;
    }

    public static LogLines of(Class<?> speaker) {
        Logger logger = (Logger) LoggerFactory.getLogger(speaker);
        LogLines lines = new LogLines(logger);
        lines.start();
        logger.addAppender(lines);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent line) {
        lines.add(line);
    }

    /** The first line with that text, which is waited for, and takes those before it away. */
    public ILoggingEvent await(String text) throws InterruptedException {
        for (;;) {
            ILoggingEvent line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("nobody said \"" + text + "\"");
            }
            if (line.getFormattedMessage().contains(text)) {
                return line;
            }
        }
    }

    /** What has not been taken away yet. */
    public List<ILoggingEvent> rest() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
