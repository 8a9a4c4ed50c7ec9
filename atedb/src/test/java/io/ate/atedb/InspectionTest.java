package io.ate.atedb;

import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What is in a chain is shown and verified, at a server and in a store that nobody has open, and past damage. */
class InspectionTest {
    private static final String CHAIN = "example.com/alice/notes";
    private static final String LONG = "x".repeat(9_000);

    @TempDir
    Path folder;

    private Program alice;
    private Program bob;
    private Path data;
    private String small;

    @BeforeEach
    void aStoreWithSmallAndLargeValues() {
        alice = new Program(folder.resolve("alice")).with("ATE_DEADLINE", "60s");
        bob = new Program(folder.resolve("bob")).with("ATE_DEADLINE", "60s");
        var _ = alice.keygen();
        var _ = bob.keygen();
        data = folder.resolve("data");
        for (int i = 0; i < 2; i++) {
            try (AteServer server = start()) {
                alice.with("ATE_SERVER", server.address());
                small = done(alice.runWith("{\"n\":" + i + "}", "put", CHAIN, "note/small", "--force")).out().strip();
                if (i == 0) {
                    var _ = done(alice.runWith("\"" + LONG + "\"", "put", CHAIN, "note/long"));
                }
            }
        }
    }

    private AteServer start() {
        return AteServer.open(data, ServerConfig.defaults().port(0));
    }

    private static Program.Ended done(Program.Ended ended) {
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended;
    }

    @Test
    void aStoppedStoreIsShownAsATreeWithValuesForWhoReadsThem() {
        Program.Ended shown = done(alice.run("dump", "--data", data.toString()));
        assertThat(shown.lines().getFirst()).isEqualTo("chain " + CHAIN);
        assertThat(shown.out()).contains(small + " note, version 3", "{\"n\":1}", LONG, "centralized trust",
                "ruled by");
        Program.Ended sealed = done(bob.run("dump", "--data", data.toString(), CHAIN));
        assertThat(sealed.out()).contains(small, "sealed for ").doesNotContain("{\"n\":1}", LONG);
    }

    @Test
    void historyShowsEveryEventWithItsCommit() {
        List<String> lines = done(alice.run("dump", "--data", data.toString(), "--history", "--json")).lines();
        assertThat(lines.stream().filter(line -> line.startsWith("{\"kind\":\"commit\""))).hasSize(3);
        assertThat(lines.stream().filter(line -> line.startsWith("{\"kind\":\"event\""))).hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("\"sequence\":1", "{\"n\":0}"))
                .anySatisfy(line -> assertThat(line).contains("\"sequence\":3", "{\"n\":1}"));
    }

    @Test
    void aChainAtAServerIsShownAndVerifiedToo() {
        try (AteServer server = start()) {
            alice.with("ATE_SERVER", server.address());
            assertThat(done(alice.run("dump", CHAIN)).out()).contains(small, "{\"n\":1}", LONG);
            Program.Ended verified = done(alice.run("verify", CHAIN));
            assertThat(verified.out()).isEmpty();
            assertThat(verified.err()).contains("Verified 3 events: nothing is wrong.");
        }
    }

    @Test
    void aStoreThatIsOpenIsLeftAlone() {
        try (AteServer _ = start()) {
            Program.Ended refused = alice.run("verify", "--data", data.toString());
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("is in use by");
        }
    }

    @Test
    void aLostValueIsNamedByChainSequenceAndObjectAndAllElseIsShown() throws IOException {
        assertThat(done(alice.run("verify", "--data", data.toString())).err()).contains("nothing is wrong");
        damage("blob");
        Program.Ended found = alice.run("verify", "--data", data.toString(), CHAIN);
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains(CHAIN + ": sequence 2: object ", "the value is lost", "restore");
        Program.Ended json = alice.run("verify", "--data", data.toString(), "--json");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.lines()).anySatisfy(line -> assertThat(line)
                .contains("\"kind\":\"DAMAGE\",\"chain\":\"" + CHAIN + "\",\"from\":2,\"to\":2,\"object\":\""));
        Program.Ended shown = alice.run("dump", "--data", data.toString());
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("1 place shown as damaged");
        assertThat(shown.out()).contains("{\"n\":1}", "damaged: ").doesNotContain(LONG);
    }

    @Test
    void aLostRecordOfAChainIsAResultAndNoSuccess() throws IOException {
        damageTheRecordOfTheChain();
        Program.Ended shown = alice.run("dump", "--data", data.toString());
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.out()).contains("damaged: of the store's chains, names from");
        assertThat(alice.run("dump", "--data", data.toString(), "--json").out())
                .startsWith("{\"kind\":\"damaged\",\"what\":\"of the store's chains, names from");
        Program.Ended verified = alice.run("verify", "--data", data.toString());
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).contains("of the store's chains, names from");
    }

    @Test
    void whatIsMeantHasToBeSaid() {
        assertThat(alice.run("dump").code()).isEqualTo(2);
        assertThat(alice.run("dump", "--data", data.toString(), "ws://localhost/db/" + CHAIN).code()).isEqualTo(2);
        assertThat(alice.run("dump", "--data", data.toString(), "no-such-chain").code()).isEqualTo(5);
        Program.Ended none = alice.run("verify", "--data", folder.toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("there is no store");
    }

    /** Flips a byte of the chain's name in the one table in which that is a key. */
    private void damageTheRecordOfTheChain() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(CHAIN);
                if (at >= 0) {
                    bytes[at] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
    }

    /** Flips a byte in the middle of each file of that kind. */
    private void damage(String ending) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            for (Path file : files.filter(each -> each.toString().endsWith("." + ending)).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
    }
}
