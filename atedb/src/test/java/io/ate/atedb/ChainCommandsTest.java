package io.ate.atedb;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.PrimaryKey;
import io.ate.Session;
import io.ate.Type;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ChainCommandsTest {
    private static AteServer server;

    @TempDir
    private Path folder;

    private Program alice;
    private Program bob;
    private String bobsKey;
    private String chain;

    @BeforeAll
    static void startServer() {
        server = AteServer.inMemory();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void twoPeople() {
        alice = person("alice");
        var _ = alice.keygen();
        bob = person("bob");
        bobsKey = bob.keygen();
        chain = "test/" + UUID.randomUUID();
    }

    private Program person(String name) {
        return new Program(folder.resolve(name)).with("ATE_SERVER", server.address()).with("ATE_DEADLINE", "60s");
    }

    private static Program.Ended done(Program.Ended ended) {
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended;
    }

    private String put(String object, String value) {
        return done(alice.runWith(value, "put", chain, object)).out().strip();
    }

    /** The link that a creation prints, which pins server and chain. */
    private String create(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "create";
        arguments[1] = chain;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return done(alice.run(arguments)).lines().getFirst();
    }

    @Test
    void anObjectIsPutGotListedAndRemoved() {
        String id = put("account/current", "{\"z\":1.50,\"a\":\"\u00fc\"}");
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(done(alice.run("get", chain, id)).out()).isEqualTo("{\"z\":1.50,\"a\":\"\u00fc\"}\n");
        assertThat(done(alice.run("get", chain, "account/current", "--meta")).out())
                .startsWith("{\"id\":\"" + id + "\",\"type\":\"account\",\"version\":1,\"parent\":null,\"author\":\"")
                .contains(",\"time\":\"20")
                .endsWith(",\"value\":{\"z\":1.50,\"a\":\"\u00fc\"}}\n");
        assertThat(done(alice.run("ls", chain)).lines()).hasSize(2)
                .element(1)
                .asString()
                .contains(id, "account", "1.50");
        assertThat(done(alice.run("ls", chain, "--json")).lines()).hasSize(1);
        assertThat(done(alice.run("get", chain, id.toUpperCase(Locale.ROOT))).out()).contains("1.50");
        Program.Ended upper = alice.runWith("1", "put", chain, "0000000000000000000000000000000A");
        assertThat(upper.code()).isEqualTo(5);
        assertThat(upper.err()).contains("there is no object 0000000000000000000000000000000A");
        assertThat(done(alice.run("rm", chain, "account/current")).code()).isZero();
        assertThat(alice.run("get", chain, id).code()).isEqualTo(5);
        assertThat(alice.run("rm", chain, id).code()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--full"})
    void anEventOfAStreamIsNeitherRemovedNorReplaced(String history) {
        Field.Stream<JsonNode> events = Field.stream("events", Type.tree("event"));
        String order = put("order/tea", "{}");
        String event;
        try (KeyBundle keys = KeyBundle.load(alice.home().resolve("config").resolve("default.key"));
                AteClient client = AteClient.create(server.address());
                Chain opened = client.openExisting(chain, Session.of(keys))) {
            EventStream<JsonNode> stream = opened.stream(DaoRef.of(Type.tree("order"), PrimaryKey.parse(order)),
                    events);
            stream.append(JsonNodeFactory.instance.objectNode().put("count", 1));
            event = stream.at(1).ref().key().toString();
        }
        for (Program.Ended refused : List.of(alice.run("rm", chain, event, history),
                alice.runWith("{}", "put", chain, event, "--force", history))) {
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("is an event in the stream \"events\" of object " + order)
                    .doesNotContain("report it");
        }
        done(alice.run("rm", chain, order, history));
        assertThat(alice.run("get", chain, event).code()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"centralized", "distributed"})
    void singleObjectsAreTheSameWithAndWithoutTheHistory(String trust) {
        create("--trust", trust);
        for (String full : List.of("--quiet", "--full")) {
            done(alice.runWith("1", "put", chain, "account/current", full));
            done(alice.runWith("2", "put", chain, "account/current", "--force", full));
            String plain = done(alice.run("get", chain, "account/current", "--meta")).out();
            assertThat(plain).contains("\"value\":2}");
            assertThat(done(alice.run("get", chain, "account/current", "--meta", "--full")).out()).isEqualTo(plain);
            done(alice.run("rm", chain, "account/current", full));
            assertThat(alice.run("get", chain, "account/current").code()).isEqualTo(5);
            assertThat(alice.run("get", chain, "account/current", "--full").code()).isEqualTo(5);
        }
    }

    @Test
    void aMissingChainIsCreatedByPutAndThatIsSaid() {
        Program.Ended ended = done(alice.runWith("1", "put", chain, "number", "--json"));
        assertThat(ended.err()).contains("Created ws://", chain, "&chain=");
        assertThat(ended.out()).matches("\\{\"id\":\"[0-9a-f]{32}\"}\n");
        assertThat(done(alice.runWith("2", "put", chain, "number")).err()).isEmpty();
        assertThat(done(alice.run("ls")).lines()).contains(chain);
    }

    @Test
    void anExistingObjectIsReplacedOnlyKnowingly() {
        put("account/current", "1");
        Program.Ended refused = alice.runWith("2", "put", chain, "account/current");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("--version 1", "--force");
        assertThat(alice.runWith("2", "put", chain, "account/current", "--version", "7").code()).isEqualTo(1);
        done(alice.runWith("2", "put", chain, "account/current", "--version", "1"));
        assertThat(alice.runWith("3", "put", chain, "account/current", "--version", "1").code()).isEqualTo(1);
        done(alice.runWith("4", "put", chain, "account/current", "--force"));
        assertThat(done(alice.run("get", chain, "account/current")).out()).isEqualTo("4\n");
        assertThat(alice.runWith("4", "put", chain, "account/other", "--version", "1").code()).isEqualTo(5);
    }

    @Test
    void valuesAndTypesOfOthersCommandNoTerminal() {
        String evil = "\u001b]0;owned\u0007\u009b31m";
        String id = done(alice.runWith("{\"text\":\"\u009b31m\\u001b[2J\u007f\"}", "put", chain, evil)).out().strip();
        for (String[] command : new String[][] {{"get", chain, id}, {"get", chain, id, "--meta"}, {"ls", chain},
            {"export", chain}, {"watch", chain, "--from", "start", "--count", "1"}}) {
            String out = done(alice.run(command)).out();
            assertThat(out.chars().filter(each -> each != '\n' && Character.isISOControl(each))).as(out).isEmpty();
            assertThat(out).contains("\\u009b31m");
        }
        assertThat(alice.runWith("1", "put", chain, "a/" + evil, "--version", "1").err()).doesNotContain("\u001b");
    }

    @Test
    void whatIsNoJsonIsNotStored() {
        Program.Ended ended = alice.runWith("{", "put", chain, "account");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("standard input, line 1, column 2: not JSON").doesNotContain("\tat ");
    }

    @Test
    void aChainThatIsNotThereEndsWithFive() {
        Program.Ended ended = alice.run("export", chain);
        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.err()).contains(chain);
        assertThat(alice.run("drop", chain, "--yes").code()).isEqualTo(5);
    }

    @Test
    void writingWithoutAKeyEndsWithThreeAndSaysHowToGetOne() {
        Program.Ended ended = person("nobody").runWith("1", "put", chain, "number");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err())
                .isEqualTo("atedb: no key here: run \"atedb keygen\", or name yours by --key" + System.lineSeparator());
    }

    @Test
    void aServerThatIsAwayEndsWithFour() {
        Program.Ended ended = alice.run("export", chain, "--server", "ws://127.0.0.1:1/db", "--deadline", "300ms");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).contains("127.0.0.1:1", "start its server (atedb solo)").doesNotContain("\tat ");
    }

    @Test
    void anImpostorIsRefusedUntilHeIsForgotten() {
        done(alice.run("status"));
        String elsewhere = "ws://127.0.0.1:" + server.port() + "/db";
        Program other = new Program(folder.resolve("alice"));
        done(other.run("status", "--server", elsewhere));
        try (AteServer impostor = AteServer.inMemory()) {
            String identity = impostor.identity().fingerprint();
            Program.Ended refused = other.run("status", "--server", elsewhere, "--server-key", identity,
                    "--deadline", "60s");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains(identity);
        }
        done(other.run("forget", elsewhere));
        assertThat(other.run("forget", elsewhere).code()).isEqualTo(5);
        assertThat(done(other.run("status", "--server", elsewhere)).err()).contains(server.identity().fingerprint());
    }

    @Test
    void aSecondPersonGetsInByGrantAndOutByRevoke() {
        put("account/current", "1");
        assertThat(alice.run("create", chain).err()).contains("already");
        assertThat(bob.run("export", chain).code()).isEqualTo(3);

        assertThat(done(alice.run("revoke", chain, "--read", bobsKey)).err().strip())
                .isEqualTo("Nothing to revoke: none of these keys could read " + chain + ".");
        String pinned = done(alice.run("grant", chain, "--read", bobsKey)).out().strip();
        assertThat(done(bob.run("export", pinned)).out()).isEqualTo("1\n");
        Program.Ended refused = bob.runWith("2", "put", pinned, "account/current", "--force");
        assertThat(refused.code()).isEqualTo(3);

        done(alice.run("grant", chain, "--write", bobsKey));
        done(bob.runWith("2", "put", pinned, "account/current", "--force"));

        assertThat(done(alice.run("revoke", chain, "--read", bobsKey, "--write", bobsKey)).err()).startsWith("Revoked.")
                .contains("stays readable");
        assertThat(bob.run("export", pinned).code()).isEqualTo(3);
        assertThat(bob.runWith("3", "put", pinned, "account/current", "--force").code()).isEqualTo(3);
        assertThat(done(alice.run("export", chain)).out()).isEqualTo("2\n");
    }

    @Test
    void aChainIsCreatedWithWhomItIsFor() {
        Program.Ended made = done(alice.run("create", chain, "--trust", "distributed", "--reader", bobsKey, "--root",
                bobsKey, "--json"));
        assertThat(made.out()).startsWith("{\"link\":\"ws://").contains("\"trust\":\"distributed\"", "&chain=");
        String link = made.out().replaceAll("^\\{\"link\":\"([^\"]*)\".*\n", "$1");
        done(bob.runWith("1", "put", link, "number"));
        assertThat(done(alice.run("export", chain)).out()).isEqualTo("1\n");
        assertThat(alice.run("create", chain).code()).isEqualTo(1);
    }

    @Test
    void whatEveryoneReadsNeedsNoKey() {
        String link = create("--reader", "everyone");
        put("number", "1");
        assertThat(done(person("nobody").run("export", link, "--trust-on-first-use")).out()).isEqualTo("1\n");
    }

    @Test
    void anImportCanBeRepeatedAndWhatIsExportedIsWhatWentIn() throws IOException {
        String lines = "{\"n\":\"a\",\"v\":1.0}\n{\"n\":\"b\",\"v\":[1e2,null]}\n{\"v\":\"\u00e9\",\"n\":\"c\"}\n";
        Path file = Files.writeString(folder.resolve("lines"), lines);
        String[] command = {"import", chain, file.toString(), "--id-field", "n", "--type", "thing", "--batch", "2"};
        assertThat(done(alice.run(command)).out()).isEqualTo("3 stored, 0 replaced, 0 there already\n");
        assertThat(done(alice.run("export", chain)).out().lines())
                .containsExactlyInAnyOrderElementsOf(lines.replace("1e2", "1E+2").lines().toList());
        assertThat(done(alice.run(command)).out()).isEqualTo("0 stored, 0 replaced, 3 there already\n");
        Files.writeString(file, lines.replace("1.0", "2.0"));
        assertThat(done(alice.run(command)).out()).isEqualTo("0 stored, 1 replaced, 2 there already\n");
        assertThat(done(alice.run("get", chain, "thing/a")).out()).isEqualTo("{\"n\":\"a\",\"v\":2.0}\n");
    }

    @Test
    void aBadLineEndsAnImportByItsNumber() {
        Program.Ended ended = alice.runWith("{\"n\":1}\n{\"n\":\n", "import", chain, "-");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("standard input, line 2, column 6: not JSON").doesNotContain("\tat ");
        Program.Ended nameless = alice.runWith("{\"n\":1}\n{}\n", "import", chain, "-", "--id-field", "n");
        assertThat(nameless.err()).contains("line 2").contains("\"n\"");
    }

    @Test
    void aWatchShowsEachChangeInOrder() {
        String id = put("account/current", "1");
        done(alice.runWith("2", "put", chain, "account/current", "--force"));
        done(alice.run("rm", chain, "account/current"));
        Program.Ended ended = done(alice.run("watch", chain, "--from", "start", "--count", "3"));
        assertThat(ended.lines()).hasSize(3);
        assertThat(ended.lines().get(0)).startsWith("{\"id\":\"" + id + "\"").contains("\"version\":1", "\"value\":1}");
        assertThat(ended.lines().get(1)).contains("\"version\":2", "\"value\":2}");
        assertThat(ended.lines().get(2)).contains("\"version\":3", "\"deleted\":true");
        assertThat(done(alice.run("watch", chain, "--from", "3", "--count", "1")).lines())
                .containsExactly(ended.lines().get(2));
    }

    @Test
    void droppedIsGone() {
        put("number", "1");
        Program.Ended unanswered = alice.run("drop", chain);
        assertThat(unanswered.code()).isEqualTo(1);
        assertThat(unanswered.err()).contains("Type its name to go on", "nobody typed its name: nothing was dropped");
        Program.Ended wrong = alice.runWith("number\n", "drop", chain);
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("that is not its name: nothing was dropped");
        assertThat(done(alice.run("export", chain)).out()).isEqualTo("1\n");
        assertThat(bob.run("drop", chain, "--yes").code()).isIn(3, 5);
        done(alice.run("drop", chain, "--yes"));
        assertThat(alice.run("export", chain).code()).isEqualTo(5);
    }

    @Test
    void whoTypesTheNameOnStandardInputDropsTheChain() {
        put("number", "1");
        done(alice.runWith(chain + "\n", "drop", chain));
        assertThat(alice.run("export", chain).code()).isEqualTo(5);
    }

    @Test
    void theStatusTellsOfServerAndChains() {
        put("number", "1");
        assertThat(done(alice.run("status")).out()).contains("version", "uptime", chain);
        assertThat(done(alice.run("status", "--json")).out()).startsWith("{\"version\":")
                .contains("\"uptimeSeconds\":", "\"name\":\"" + chain + "\"", "\"sequence\":1", "\"subscribers\":",
                        "\"commitsPerSecond\":", "\"bytesPerSecond\":");
    }

    @Test
    void aBenchmarkReportsItsFieldsAndLeavesNoChain() {
        Path histogram = folder.resolve("histogram");
        Program.Ended ended = done(person("bench").run("bench", "--seconds", "3", "--json", "--readers", "1",
                "--clients", "2", "--batch", "3", "--histogram", histogram.toString()));
        assertThat(ended.out()).matches("\\{\"commitsPerSecond\":[0-9.E]+,\"eventsPerSecond\":[0-9.E]+,"
                + "\"bytesPerSecond\":[0-9.E]+,\"latencyMicros\":\\{\"p50\":[0-9]+,\"p90\":[0-9]+,\"p99\":[0-9]+,"
                + "\"p999\":[0-9]+,\"max\":[0-9]+},\"opening\":\\{\"events\":[1-9][0-9]*,\"seconds\":[0-9.E-]+,"
                + "\"eventsPerSecond\":[0-9.E]+},\"reading\":\\{\"eventsPerSecond\":[0-9.E]+,\"latencyMicros\":\\{\"p50\":"
                + "[0-9]+,[^}]*}},\"settings\":\\{\"size\":1024,\"batch\":3,\"inFlight\":64,"
                + "\"clients\":2,\"chains\":1,\"readers\":1,\"scope\":\"full\",\"trust\":\"centralized\",\"warmUp\":3,"
                + "\"seconds\":3}}\n");
        assertThat(histogram).content().contains("Percentile");
        assertThat(done(person("bench").run("bench", "--seconds", "3", "--warm-up", "0", "--clients", "3", "--chains",
                "3", "--in-flight", "1")).lines()).hasSize(3);
        assertThat(done(person("bench").run("bench", "--seconds", "1", "--in-flight", "1", "--size", "100")).lines())
                .hasSize(3);
    }

    @Test
    void aBenchmarkTakesTheKeysThatAllCommandsTake() {
        String key = alice.home().resolve("config/default.key").toString();
        assertThat(done(bob.run("bench", "--seconds", "3", "--warm-up", "0", "--key", key)).lines()).hasSize(3);
        Program.Ended ended = bob.run("bench", "--key", folder.resolve("missing").toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no key file ");
    }

    @Test
    void whoWritesToAChainOnTheServersWordAloneIsToldWhatToGiveAndRefused() {
        done(alice.run("create", chain, "--reader", "everyone", "--root", bobsKey));
        isRefusedForWantOfTrust(bob.runWith("1", "put", chain, "number"));
        done(bob.runWith("1", "put", chain, "number", "--trust-on-first-use"));
    }

    @Test
    void inDistributedTrustNobodyReadsOrWritesOnTheServersWordAlone() {
        done(alice.run("create", chain, "--trust", "distributed", "--reader", "everyone", "--root", bobsKey));
        String id = done(alice.runWith("1", "put", chain, "number")).out().strip();
        isRefusedForWantOfTrust(bob.runWith("1", "put", chain, "number"));
        isRefusedForWantOfTrust(bob.run("get", chain, id));
        assertThat(done(bob.run("get", chain, id, "--trust-on-first-use")).out()).isEqualTo("1\n");
    }

    /** Nobody denies a right to him, which is what 3 would say. */
    private static void isRefusedForWantOfTrust(Program.Ended ended) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).contains("nothing but", "--owner", "--trust-on-first-use")
                .as("in the terms of the command line, not of the library")
                .doesNotContain("ClientConfig");
    }
}
