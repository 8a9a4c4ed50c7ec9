package io.ate.atedb;

import io.ate.PublicKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What people are told when they may not, or took one thing for another. */
class ExplanationsTest extends VillageTest {
    private static final String CHAIN = "example.com/alice/notes";
    private static final int NOT_AUTHORISED = 3;

    private Program bob;
    private String alicesId;
    private String bobsId;

    @BeforeEach
    void aChainOfAlices() throws IOException {
        bob = village.person("bob");
        alicesId = id(alice);
        bobsId = id(bob);
        assertThat(alice.runWith("1", "put", CHAIN, "note/first").code()).isZero();
    }

    private static Path publicKey(Program person) {
        return person.home().resolve("config").resolve("default.key.pub");
    }

    private static String id(Program person) throws IOException {
        return PublicKeys.parse(Files.readString(publicKey(person)).strip()).id().toString();
    }

    private String grantRead(String... more) {
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {"grant", "--read", publicKey(bob).toString(), CHAIN}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        Program.Ended granted = alice.run(arguments);
        assertThat(granted.code()).as(granted.err()).isZero();
        return granted.out().strip();
    }

    private static void refused(Program.Ended ended, String text) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(NOT_AUTHORISED);
        assertThat(ended.err()).isEqualTo("atedb: " + text + System.lineSeparator());
    }

    @Test
    void whoMayNotReadIsToldWhatToAskFor() {
        refused(bob.run("get", CHAIN, "note/first"), "your key " + bobsId + " may not read " + CHAIN
                + "; an owner grants it by: atedb grant " + CHAIN + " --read YOUR.pub");
        refused(village.stranger("carl").with("ATE_QUIET", "true").run("export", CHAIN), CHAIN
                + " is not open to everyone, and there is no key here: run \"atedb keygen\", or name yours by --key; an owner "
                + "grants it by: atedb grant "
                + CHAIN + " --read YOUR.pub");
    }

    @Test
    void whoMayNotWriteIsToldWhatInHisOwnWordsAndWhoCanGrantIt() {
        String link = grantRead();
        String object = "your key " + bobsId + " may not write note/first in " + CHAIN + "; its owner " + alicesId
                + " grants it by: atedb grant " + CHAIN + " note/first --write YOUR.pub";
        String chain = "your key " + bobsId + " may not write " + CHAIN + "; its owner " + alicesId
                + " grants it by: atedb grant " + CHAIN + " --write YOUR.pub";
        refused(bob.runWith("2", "put", link, "note/first", "--force"), object);
        refused(bob.run("rm", link, "note/first"), object);
        refused(bob.runWith("2", "put", link, "note/second"), chain);
        refused(bob.runWith("2", "put", link, "note"), chain);
        refused(bob.runWith("2", "import", link, "-"), chain + ". Nothing is stored yet: mend that, and run the same "
                + "command again");
    }

    @Test
    void whoMayNotChangeRightsIsToldWhoMay() {
        String link = grantRead();
        String may = "your key " + bobsId + " may not change who may read or write ";
        refused(bob.run("grant", link, "--write", publicKey(bob).toString()), may + CHAIN + "; its owner " + alicesId
                + " can: ask for it");
        refused(bob.run("revoke", link, "note/first", "--write", publicKey(alice).toString()),
                may + "note/first in " + CHAIN + "; its owner " + alicesId + " can: ask for it");
        refused(bob.run("drop", link, "--yes"), "your key " + bobsId + " may not delete " + CHAIN
                + ": only an owner of it may");
    }

    @Test
    void optionsWithSeveralKeysStandBeforeOrBehindTheChain() {
        String keys = publicKey(bob).toString();
        assertThat(grantRead()).contains(CHAIN);
        for (String right : new String[] {"--read", "--write"}) {
            assertThat(alice.run("grant", right, keys, keys, CHAIN).code()).isZero();
            assertThat(alice.run("grant", CHAIN, right, keys, keys).code()).isZero();
            assertThat(alice.run("revoke", right, keys, CHAIN, "note/first").err()).doesNotContain("no public key");
            assertThat(alice.run("revoke", right, keys, CHAIN).code()).isZero();
        }
        for (String right : new String[] {"--reader", "--root", "--owner"}) {
            assertThat(alice.run("create", right, keys, "first" + right).code()).isZero();
            assertThat(alice.run("create", "second" + right, right, keys).code()).isZero();
        }
        assertThat(alice.run("create", "--reader", "everyone", "third").code()).isZero();
    }

    @Test
    void aPublicKeyInPlaceOfThePrivateOneIsSaidToBeOneAndTheReverse() {
        String publicFile = publicKey(alice).toString();
        String privateFile = publicFile.substring(0, publicFile.length() - 4);
        Program.Ended ended = alice.run("export", CHAIN, "--key", publicFile);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(publicFile + " is a public key")
                .contains("private one: " + privateFile + System.lineSeparator())
                .doesNotContain("chmod");
        Program.Ended reverse = alice.run("grant", CHAIN, "--read", privateFile);
        assertThat(reverse.code()).isEqualTo(2);
        assertThat(reverse.err()).contains(privateFile, "it is a private key", ".pub").doesNotContain("id " + alicesId);
    }

    @Test
    void aServerIsForgottenByHostAndPortWithWhatWasMetThere() {
        String place = "localhost:" + village.server().port();
        assertThat(alice.with("ATE_SERVER", place).run("export", CHAIN).code()).isZero();
        assertThat(alice.home().resolve("state/known_chains")).content().contains(place + " " + CHAIN);
        Program.Ended ended = alice.run("forget", place);
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("Forgot the identity of " + place, "Forgot 1 chain met there: " + CHAIN);
        assertThat(alice.home().resolve("state/known_chains")).content()
                .doesNotContain(place)
                .contains("127.0.0.1:" + village.server().port() + " " + CHAIN);
        assertThat(alice.run("forget", place).code()).isEqualTo(5);
        assertThat(alice.run("forget", "127.0.0.1:" + village.server().port()).err())
                .doesNotContain("identity") // by its fingerprint it was known all along
                .contains("Forgot 1 chain met there: " + CHAIN);
        assertThat(alice.home().resolve("state/known_chains")).doesNotExist();
    }

    @Test
    void theStatusSaysThatOtherChainsAreNotShown() {
        assertThat(alice.run("status").out()).contains("chains   1 that your key opens");
        Program.Ended ended = village.stranger("carl").run("status");
        assertThat(ended.out()).contains("chains   0 that open without a key");
        assertThat(ended.err()).contains("name yours by --key");
    }

    @Test
    void aLinkThatOthersCannotUseIsHandedOnWithThatHint() {
        String keys = publicKey(bob).toString();
        Program.Ended granted = alice.run("grant", CHAIN, "--read", keys);
        assertThat(granted.lines()).singleElement().asString().startsWith("ws://127.0.0.1:");
        assertThat(granted.err()).contains("works on this machine only", "in place of 127.0.0.1", "--listen");
        assertThat(alice.run("create", "shared", "--reader", keys).err()).contains("works on this machine only");
        assertThat(alice.run("create", "own").err()).isEmpty();
    }

    @Test
    void aListWithNothingInItSaysWhy() {
        Program.Ended none = bob.run("ls");
        assertThat(none.code()).isZero();
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("Your key opens no chain at ws://127.0.0.1:", "atedb create NAME");
        assertThat(bob.run("ls", "--quiet").err()).isEmpty();
        assertThat(alice.run("ls").err()).isEmpty();
        assertThat(alice.run("create", "empty").code()).isZero();
        Program.Ended empty = alice.run("ls", "empty");
        assertThat(empty.out()).isEmpty();
        assertThat(empty.err()).contains("no objects in empty");
    }

    @Test
    void whoShowsNoKeyIsListedWhatIsOpenToEveryoneAndToldSo() {
        assertThat(alice.run("create", "news", "--reader", "everyone").code()).isZero();
        Program.Ended ended = village.stranger("carl").run("ls");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo("news\n");
        assertThat(ended.err()).contains("chains that everyone may read", "--key", "atedb keygen");
        assertThat(village.stranger("dora").run("ls", "news", "--trust-on-first-use").code()).isZero();
    }

    @Test
    void aConnectionThatIsResetIsSaidToBeInPlainWords() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var _ = Thread.ofVirtual().start(() -> resetAll(rude));
            Program.Ended ended = alice.run("ls", "--server", "127.0.0.1:" + rude.getLocalPort(), "--deadline", "5s");
            assertThat(ended.code()).isEqualTo(4);
            assertThat(ended.err()).contains("reset").doesNotContain("recvAddress", "error(-");
        }
    }

    /** Hears what each client has to say, and hangs up on it, until the listening socket is closed. */
    private static void resetAll(ServerSocket rude) {
        while (!rude.isClosed()) {
            try (Socket client = rude.accept()) {
                var _ = client.getInputStream().read();
                client.setSoLinger(true, 0);
            } catch (IOException e) {
                return; // it was closed
            }
        }
    }

    @Test
    void aKeyFileThatIsMissingIsSaidToBeAndHowToMakeOne() {
        String missing = folder.resolve("missing.key").toString();
        assertThat(alice.run("ls", "--key", missing).err())
                .startsWith("atedb: there is no key file " + missing + ": check --key, or make one by: atedb keygen");
    }
}
