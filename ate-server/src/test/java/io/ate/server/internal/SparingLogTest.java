package io.ate.server.internal;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class SparingLogTest {
    @Test
    void whatStrangersDoFillsNoDiskAndIsCountedAllTheSame() {
        Logger logger = (Logger) LoggerFactory.getLogger("SparingLogTest");
        logger.setAdditive(false);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        AtomicLong now = new AtomicLong();
        SparingLog log = new SparingLog(logger, now::get);

        for (int i = 0; i < 1_000; i++) {
            log.say("somebody", "knocked");
        }
        assertThat(lines.list).hasSize(20);

        now.set(Duration.ofMinutes(1).toNanos());
        log.say("somebody", "knocked");
        assertThat(lines.list).hasSize(21)
                .last()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("somebody: knocked (980 such lines left out)");
    }
}
