package io.ate.atedb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Imports that end early and are taken up again, and what becomes of numbers. */
class ImportTest extends VillageTest {
    private static final String CHAIN = "numbers";
    private static final int OBJECTS = 1000;

    @BeforeEach
    void aChain() {
        assertThat(alice.run("create", CHAIN).code()).isZero();
    }

    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
        }
        return lines.toString();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private List<String> exported() {
        return alice.run("export", CHAIN).lines();
    }

    private String failed(Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of("import", CHAIN, file.toString()));
        arguments.addAll(List.of(more));
        Program.Ended ended = alice.run(arguments.toArray(String[]::new));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1);
        return ended.err();
    }

    @Test
    void ofTwoImportsThatCreateAChainAtOnceOneSaysSo() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 5; round++) {
                String chain = "created" + round;
                List<Future<Program.Ended>> both = Stream.of(village.stranger("alice"), village.stranger("alice"))
                        .map(each -> people.submit(() -> each.runWith(lines(3), "import", chain, "-")))
                        .toList();
                StringBuilder said = new StringBuilder();
                for (Future<Program.Ended> each : both) {
                    assertThat(each.get().code()).as(each.get().err()).isZero();
                    said.append(each.get().err());
                }
                assertThat(said.toString().lines().filter(line -> line.startsWith("Created ")))
                        .as(said.toString())
                        .hasSize(1);
                assertThat(alice.run("export", chain).lines()).hasSize(6);
            }
        }
    }

    @Test
    void aCutOffFileIsNamedWithWhatIsStoredAndASecondRunGoesOn() throws IOException {
        byte[] whole = gzip(lines(OBJECTS));
        Path file = Files.write(folder.resolve("lines.gz"), Arrays.copyOf(whole, whole.length / 2));
        String said = failed(file, "--id-field", "n");
        int stored = exported().size();
        assertThat(stored).isBetween(1, OBJECTS - 1);
        assertThat(said).startsWith("atedb: " + file + ", line " + (stored + 1)
                + ": there the compressed data ends too early: the file was not copied whole. " + stored
                + " objects are stored, up to line " + stored
                + ": mend that, and run the same command again, which goes on without duplicates");
        Files.write(file, whole);
        assertThat(alice.run("import", CHAIN, file.toString(), "--id-field", "n").out())
                .isEqualTo((OBJECTS - stored) + " stored, 0 replaced, " + stored + " there already\n");
        assertThat(exported()).containsExactlyInAnyOrderElementsOf(lines(OBJECTS).lines().toList());
    }

    @Test
    void whatStandsBeforeABadLineIsStoredAlsoInTheMiddleOfACommit() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), lines(7) + "{\"n\":8,}\n" + lines(2));
        assertThat(failed(file, "--id-field", "n", "--batch", "5")).startsWith("atedb: " + file
                + ", line 8, column 8: not JSON: unexpected '}'")
                .contains("7 objects are stored, up to line 7: mend that");
        assertThat(exported()).hasSize(7);
    }

    @Test
    void aScriptIsToldWhereABadLineEndedIt() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), lines(7) + "\n{\"n\":8,}\n" + lines(2));
        Program.Ended ended = alice.run("import", CHAIN, file.toString(), "--json");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).isEqualTo("{\"stored\":7,\"replaced\":0,\"skipped\":0,\"line\":7}\n");
        assertThat(alice.runWith(lines(2), "import", CHAIN, "-", "--json").out())
                .isEqualTo("{\"stored\":2,\"replaced\":0,\"skipped\":0,\"line\":2}\n");
    }

    @Test
    void withoutNamesTheWayToGoOnIsToldSinceTheSameCommandWouldStoreTwice() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), lines(2) + "{\n");
        assertThat(failed(file))
                .contains("2 objects are stored, up to line 2. The same command would store them again; "
                        + "go on behind them: cat " + file + " | tail -n +3 | atedb import " + CHAIN + " - …");
    }

    @Test
    void aFirstLineThatIsBadLeavesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "{\"n\":1,\"n\":2}\n");
        assertThat(failed(file))
                .contains(file + ", line 1, column 11: not JSON: the field \"n\" occurs twice. Nothing is "
                        + "stored yet: mend that, and run the same command again");
        assertThat(exported()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"m\":1}|is missing", "{\"n\":\"\"}|is empty", "{\"n\":[]}|is neither text nor a number"})
    void aLineWithoutAUsableNameIsNamed(String lineAndFault) throws IOException {
        String[] parts = lineAndFault.split("\\|", -1);
        Path file = Files.writeString(folder.resolve("lines"), lines(3) + parts[0] + "\n");
        assertThat(failed(file, "--id-field", "n"))
                .startsWith("atedb: " + file + ", line 4: the field \"n\", which is to "
                        + "name the object, " + parts[1] + ". 3 objects are stored, up to line 3");
    }

    @Test
    void whatIsNotUtf8IsNamed() throws IOException {
        Path file = Files.write(folder.resolve("lines"), new byte[] {'1', '\n', '"', (byte) 0xe4, '"', '\n'});
        assertThat(failed(file)).startsWith("atedb: " + file + ", line 2, column 2: not UTF-8")
                .contains("1 object is stored, up to line 1");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(failed(folder)).contains(folder + " is a folder");
    }

    /** Sealed values are Smile, those that everyone reads are JSON: numbers are the same in both. */
    @ParameterizedTest
    @ValueSource(strings = {"private", "everyone"})
    void everyNumberComesOutAsItWentIn(String readers) throws IOException {
        if (readers.equals("everyone")) {
            assertThat(alice.run("create", "open", "--reader", "everyone").code()).isZero();
        }
        String chain = readers.equals("everyone") ? "open" : CHAIN;
        Random random = new Random(7);
        StringBuilder lines = new StringBuilder();
        List<String> numbers = new ArrayList<>(List.of("-0.0", "-0", "-0e5", "0", "0.0", "1e400", "-1.50E-400", "2e0",
                "123456789012345678901234567890", "1e999999999"));
        for (int i = 0; i < 500; i++) {
            numbers.add(number(random));
        }
        for (int i = 0; i < numbers.size(); i++) {
            lines.append("{\"n\":").append(i).append(",\"v\":[").append(numbers.get(i)).append("]}\n");
        }
        Path file = Files.writeString(folder.resolve("numbers"), lines);
        String[] command = {"import", chain, file.toString(), "--id-field", "n"};
        assertThat(alice.run(command).code()).isZero();
        List<String> exported = alice.run("export", chain).lines();
        assertThat(exported).hasSameSizeAs(numbers);
        for (String line : exported) {
            String sent = numbers.get(Integer.parseInt(line.replaceAll("\\{\"n\":(\\d+),.*", "$1")));
            String came = line.replaceAll(".*\\[(.*)]}", "$1");
            if (sent.startsWith("-") && new BigDecimal(sent).signum() == 0) {
                assertThat(came).as(sent).isEqualTo("-0.0");
            } else {
                assertThat(new BigDecimal(came)).as(sent).isEqualTo(new BigDecimal(sent));
            }
        }
        assertThat(alice.run(command).out()).isEqualTo("0 stored, 0 replaced, " + numbers.size() + " there already\n");
    }

    private static String number(Random random) {
        BigDecimal number = new BigDecimal(new BigInteger(1 + random.nextInt(200), random), random.nextInt(60) - 20);
        return (random.nextBoolean() ? "-" : "") + number;
    }

    @Test
    void aChangeOfDigitsAloneIsAChange() {
        assertThat(alice.runWith("{\"n\":1,\"v\":1.0}\n", "import", CHAIN, "-", "--id-field", "n").code()).isZero();
        assertThat(alice.runWith("{\"n\":1,\"v\":1.00}\n", "import", CHAIN, "-", "--id-field", "n").out())
                .isEqualTo("0 stored, 1 replaced, 0 there already\n");
        assertThat(exported()).containsExactly("{\"n\":1,\"v\":1.00}");
    }

    /** "Aa" and "BB" have one hash. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void ofLinesWithOneIdTheLastCountsAndASecondRunWritesNothing(int batch) throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), """
                {"n":"a","v":1}
                {"n":"Aa","v":1}
                {"n":"b","v":1}
                {"n":"a","v":2}
                {"n":"BB","v":1}
                {"n":"b","v":1}
                {"n":"a","v":3}
                {"n":"c","v":1}
                {"n":"c","v":2}
                """);
        String[] last = {"{\"n\":\"Aa\",\"v\":1}", "{\"n\":\"BB\",\"v\":1}", "{\"n\":\"a\",\"v\":3}",
            "{\"n\":\"b\",\"v\":1}", "{\"n\":\"c\",\"v\":2}"};
        String[] command = {"import", CHAIN, file.toString(), "--id-field", "n", "--batch", Integer.toString(batch)};
        Program.Ended first = alice.run(command);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("5 stored, 2 replaced, 2 there already\n");
        assertThat(first.err())
                .contains("3 ids stand on several lines of " + file + ": of each, the last line counts.");
        assertThat(exported()).containsExactlyInAnyOrder(last);
        long sequence = sequence();
        Program.Ended second = alice.run(command);
        assertThat(second.out()).isEqualTo("0 stored, 0 replaced, 9 there already\n");
        assertThat(second.err()).contains("3 ids stand on several lines");
        assertThat(sequence()).isEqualTo(sequence);
        Files.writeString(file, Files.readString(file).replace("\"a\",\"v\":3", "\"a\",\"v\":4"));
        assertThat(alice.run(command).out()).isEqualTo("0 stored, 1 replaced, 8 there already\n");
        assertThat(sequence()).isEqualTo(sequence + 1);
    }

    @Test
    void whatFollowsABadLineDoesNotCount() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "{\"n\":1,\"v\":1}\n");
        assertThat(alice.run("import", CHAIN, file.toString(), "--id-field", "n").code()).isZero();
        Files.writeString(file, "{\"n\":1,\"v\":2}\n{\"n\":\n{\"n\":1,\"v\":3}\n");
        assertThat(failed(file, "--id-field", "n")).contains("line 2");
        assertThat(exported()).containsExactly("{\"n\":1,\"v\":2}");
    }

    @Test
    void ofStandardInputEachLineWithOneIdReplacesTheOneBefore() {
        String lines = "{\"n\":1,\"v\":1}\n{\"n\":1,\"v\":2}\n";
        for (int run = 0; run < 2; run++) {
            assertThat(alice.runWith(lines, "import", CHAIN, "-", "--id-field", "n").code()).isZero();
            assertThat(exported()).containsExactly("{\"n\":1,\"v\":2}");
        }
    }

    private long sequence() {
        return Long.parseLong(alice.run("status", "--json").out().replaceAll("(?s).*\"sequence\":(\\d+).*", "$1"));
    }
}
