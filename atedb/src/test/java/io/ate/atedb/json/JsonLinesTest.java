package io.ate.atedb.json;

import io.ate.AteException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonLinesTest {
    private static List<String> read(byte[] bytes) throws IOException {
        List<String> read = new ArrayList<>();
        try (JsonLines lines = new JsonLines("file", new ByteArrayInputStream(bytes))) {
            for (Optional<JsonLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                read.add(line.get().number() + " " + Json.line(line.get().value()));
            }
        }
        return read;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
            stream.write(bytes(text));
        }
        return bytes.toByteArray();
    }

    @Test
    void linesAreNumberedAndEmptyOnesPassedOver() throws IOException {
        assertThat(read(bytes("1\n\n  \r\n[2]\r\n\"three\""))).containsExactly("1 1", "4 [2]", "5 \"three\"");
        assertThat(read(bytes(""))).isEmpty();
    }

    @Test
    void compressedLinesAreToldByTheirFirstBytes() throws IOException {
        assertThat(read(gzip("{\"a\":1}\n{}\n"))).containsExactly("1 {\"a\":1}", "2 {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"z\":1,\"a\":2}", "12345678901234567890123", "0.1", "1.50", "-0.1", "true", "null",
        "\"Fran\u00e7ois \ud83d\ude00 \\u0000 \\\"\"", "[[],{},[{}]]", "9007199254740993", "1E+400"})
    void aValueComesOutAsItWentIn(String text) throws IOException {
        assertThat(read(bytes(text))).containsExactly("1 " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{} {}", "{\"a\":1,\"a\":2}", "nul", "01", "\u00e4", "{a:1}"})
    void aLineThatIsNotJsonIsNamed(String text) {
        assertThatThrownBy(() -> read(bytes("1\n2\n" + text + "\n"))).isInstanceOf(AteException.class)
                .hasMessageContaining("file, line 3: not JSON");
    }

    @Test
    void aLineThatIsTooLongForAnObjectIsRefusedBeforeItFillsTheMemory() {
        byte[] endless = new byte[(16 << 20) + 2];
        java.util.Arrays.fill(endless, (byte) ' ');
        assertThatThrownBy(() -> read(endless)).isInstanceOf(AteException.class).hasMessageContaining("line 1");
    }
}
