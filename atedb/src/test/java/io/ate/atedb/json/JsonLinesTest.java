package io.ate.atedb.json;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "\"Fran\u00e7ois \ud83d\ude00 \\u0000 \\\"\"", "[[],{},[{}]]", "9007199254740993", "1E+400", "-0.0",
        "1E-999999999"})
    void aValueComesOutAsItWentIn(String text) throws IOException {
        assertThat(read(bytes(text))).containsExactly("1 " + text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                 | , column 2: not JSON: it ends in the middle of a value
            {"a":             | , column 6: not JSON: it ends in the middle of a value
            [1,               | , column 4: not JSON: it ends in the middle of a value
            "abc              | , column 5: not JSON: it ends in the middle of a value
            {} {}             | , column 4: not JSON: something follows the value, which has to stand alone
            {"a":1,"a":2}     | , column 11: not JSON: the field "a" occurs twice
            {"n":3,}          | , column 8: not JSON: unexpected '}', where the name of a field is expected
            {"ü":"ü",}        | , column 10: not JSON: unexpected '}', where the name of a field is expected
            {a:1}             | , column 2: not JSON: unexpected 'a', where the name of a field is expected
            {"a" 1}           | , column 6: not JSON: unexpected '1', where a colon is expected
            {"a":1 "b":2}     | , column 8: not JSON: unexpected '"', where a comma is expected
            [1,,2]            | , column 4: not JSON: unexpected ',', where a value is expected
            nul               | , column 1: not JSON: unexpected 'nul', where a value is expected
            NaN               | , column 1: not JSON: unexpected 'NaN', where a value is expected
            [-Infinity]       | , column 2: not JSON: unexpected '-Infinity', where a value is expected
            +1                | , column 2: not JSON: unexpected '1': no number begins with a plus sign
            1.                | , column 2: not JSON: unexpected '.', where
            ä                 | , column 1: not JSON: unexpected 'ä', where a value is expected
            'a'               | , column 1: not JSON: unexpected ''', where a value is expected
            01                | , column 2: not JSON: unexpected '1': no number begins with zeros
            "a\\q"            | , column 4: not JSON: unexpected 'q': behind a backslash stands one of
            "\\ud800x"        | , column 2: not a character, but half of one: \\ud800
            "ü\\\\\\udc00"    | , column 5: not a character, but half of one: \\udc00
            1e99999999999     | not JSON: the exponent of a number is out of range
            1e1000000001      | not JSON: the exponent of a number is out of range
            """)
    void aLineThatIsNotJsonIsNamedInPlainWords(String text, String fault) {
        assertThatThrownBy(() -> read(bytes("1\n2\n" + text + "\n"))).isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("file, line 3")
                .hasMessageContaining(fault);
    }

    @Test
    void aTextOverManyLinesIsAnsweredWithTheWayToMakeLinesOfIt() {
        assertThatThrownBy(() -> read(bytes("[\n{\"n\":1}\n]\n"))).hasMessageContaining("line 1, column 2")
                .hasMessageContaining("jq -c '.[]'");
        assertThatThrownBy(() -> read(bytes("  {\n\"n\":1}\n"))).hasMessageContaining("jq -c .");
    }

    @Test
    void whatExceedsABoundIsSaidInItsTerms() {
        assertThatThrownBy(() -> read(bytes("1".repeat(1001))))
                .hasMessageContaining("a number has more than 1000 char");
        assertThatThrownBy(() -> read(bytes("[".repeat(501) + "]".repeat(501)))).hasMessageContaining("500 deep");
        assertThatThrownBy(() -> read(bytes("\"\t\""))).hasMessageContaining("column 2")
                .hasMessageContaining("written as \\" + "u0009");
    }

    @Test
    void halvesOfCharactersThatBelongTogetherAreACharacter() throws IOException {
        assertThat(read(bytes("\"\\ud83d\\ude00\""))).containsExactly("1 \"\ud83d\ude00\"");
        assertThat(read(bytes("\"\\\\ud800\""))).containsExactly("1 \"\\\\ud800\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0xc0, 0xed})
    void whatIsNotUtf8IsNamed(int first) {
        byte[] bytes = {'1', '\n', '"', 'x', (byte) first, (byte) 0xa0, (byte) 0x80, '"', '\n'};
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("file, line 2, column 3: not UTF-8");
    }

    @Test
    void compressedDataThatIsCutOffOrDamagedIsSaidToBe() throws IOException {
        byte[] whole = gzip("{\"a\":1}\n".repeat(10_000) + "1");
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length - 9)))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageMatching("file, line [0-9]+: there the compressed data ends too early.*not copied whole");
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, 5))).isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("line 1: there the compressed data ends too early");
        whole[whole.length - 8] ^= 1; // the checksum
        assertThatThrownBy(() -> read(whole)).isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("the compressed data is damaged");
    }

    @Test
    void aLineThatIsTooLongForAnObjectIsRefusedBeforeItFillsTheMemory() {
        byte[] endless = new byte[(16 << 20) + 2];
        Arrays.fill(endless, (byte) ' ');
        assertThatThrownBy(() -> read(endless)).isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("line 1");
    }
}
