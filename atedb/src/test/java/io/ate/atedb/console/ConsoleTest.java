package io.ate.atedb.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void barsAndColoursAreForTerminalsOnly() {
        Messages messages = new Messages(stream, false, Verbosity.NORMAL);
        messages.bar("half");
        messages.failure("broken");
        assertThat(said()).isEqualTo("broken" + System.lineSeparator());
    }

    @Test
    void aMessageDoesNotTearTheBar() {
        Messages messages = new Messages(stream, true, Verbosity.NORMAL);
        messages.bar("half");
        messages.say("news");
        assertThat(said()).endsWith("\r\u001b[Knews" + System.lineSeparator() + "half");
    }

    @Test
    void quietLeavesFailures() {
        Messages messages = new Messages(stream, true, Verbosity.QUIET);
        messages.say("news");
        messages.bar("half");
        messages.trace(new IllegalStateException());
        assertThat(said()).isEmpty();
        messages.failure("broken");
        assertThat(said()).contains("broken");
    }

    @Test
    void stackTracesAreForThoseWhoAsk() {
        new Messages(stream, false, Verbosity.NORMAL).trace(new IllegalStateException("why"));
        assertThat(said()).isEmpty();
        new Messages(stream, false, Verbosity.VERBOSE).trace(new IllegalStateException("why"));
        assertThat(said()).contains("\tat ");
    }

    @Test
    void progressShowsPartAmountAndRate() {
        AtomicLong clock = new AtomicLong();
        Progress progress = new Progress(new Messages(stream, true, Verbosity.NORMAL), "object", clock::get);
        clock.set(Duration.ofSeconds(2).toNanos());
        progress.at(1000, OptionalDouble.of(0.5));
        assertThat(said()).contains("[############            ]  50 %  1,000 objects  500/s");
        assertThat(progress.summary()).isEqualTo("1,000 objects in 2.0 s (500/s)");
    }

    @Test
    void aTableIsAligned() {
        Table table = new Table("A", "LONGER");
        table.row("wide cell", "1");
        assertThat(table.lines()).containsExactly("A          LONGER", "wide cell  1");
    }

    @Test
    void figuresAreReadable() {
        assertThat(Figures.bytes(512)).isEqualTo("512 B");
        assertThat(Figures.bytes(3 << 19)).isEqualTo("1.5 MiB");
        assertThat(Figures.count(63_666, "object")).isEqualTo("63,666 objects");
        assertThat(Figures.count(1, "object")).isEqualTo("1 object");
    }

    @Test
    void thatNobodyReadsAnyMoreIsNoFailureButAFullDiskIs() {
        assertThatThrownBy(resultsTo("Broken pipe")::flush).isInstanceOf(NobodyReadsException.class);
        assertThatThrownBy(resultsTo("No space left on device")::flush).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("No space left on device");
    }

    private Results resultsTo(String fault) {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                throw new IOException(fault);
            }
        };
        Results results = Results.of(new Surroundings(Map.of(), Path.of(""), InputStream.nullInputStream(),
                failing, stream, Terminals.NONE, new Stop()));
        results.line("one");
        return results;
    }

    @Test
    void whatOthersWroteCommandsNoTerminal() {
        String evil = "a\u001b]0;owned\u0007\r\n\u009b31m\u007f";
        String harmless = "a\\u001b]0;owned\\u0007\\u000d\\u000a\\u009b31m\\u007f";
        Messages messages = new Messages(stream, false, Verbosity.VERBOSE);
        messages.say(evil);
        messages.failure(evil);
        assertThat(said()).isEqualTo((harmless + System.lineSeparator()).repeat(2));
        bytes.reset();
        messages.trace(new IllegalStateException(evil));
        assertThat(said()).startsWith("java.lang.IllegalStateException: " + harmless.replace("\\u000a", "\n"))
                .contains("\n\tat ");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (Results results = Results
                .of(new Surroundings(Map.of(), Path.of(""), InputStream.nullInputStream(), printed,
                        stream, Terminals.NONE, new Stop()))) {
            results.line(evil);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(harmless + "\n");
    }

    @Test
    void whoeverListensIsToldToStopAlsoIfHeComesLate() {
        Stop stop = new Stop();
        AtomicLong told = new AtomicLong();
        try (Stop.Listening _ = stop.onRequest(Duration.ZERO, told::incrementAndGet)) {
            stop.request();
        }
        try (Stop.Listening _ = stop.onRequest(Duration.ZERO, told::incrementAndGet)) {
            assertThat(stop.isRequested()).isTrue();
        }
        assertThat(told).hasValue(2);
    }
}
