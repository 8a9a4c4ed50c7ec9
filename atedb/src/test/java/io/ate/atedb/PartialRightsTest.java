package io.ate.atedb;

import io.ate.PublicKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What those see and do who hold a right to a part of a chain, or one right without another. */
class PartialRightsTest extends VillageTest {
    private static final String CHAIN = "notes";
    private static final String UNREADABLE = "\"value\":null,\"unreadable\":true}";

    private Program bob;
    private String bobsKey;
    private String one;
    private String two;

    @BeforeEach
    void aChainOfAlices() {
        bob = village.person("bob");
        bobsKey = key(bob);
        one = done(alice.runWith("1", "put", CHAIN, "note/one")).out().strip();
        two = done(alice.runWith("2", "put", CHAIN, "note/two")).out().strip();
        done(alice.runWith("3", "put", CHAIN, "note/three"));
    }

    private static String key(Program person) {
        return person.home().resolve("config").resolve("default.key.pub").toString();
    }

    private static String id(Program person) throws Exception {
        return PublicKeys.parse(Files.readString(Path.of(key(person))).strip()).id().toString();
    }

    private static Program.Ended done(Program.Ended ended) {
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended;
    }

    private static void ends(int code, Program.Ended ended, String... parts) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        assertThat(ended.err()).contains(parts).doesNotContain("\tat ", "mistake in the program");
    }

    /** The link that the grant of one object prints. */
    private String shareTwo() {
        Program.Ended granted = done(alice.run("grant", CHAIN, "note/two", "--read", bobsKey));
        assertThat(granted.err()).contains("Granted " + two + ".");
        return granted.out().strip();
    }

    @Test
    void theReaderOfOneObjectGetsItByItsNameAndByNoOther() {
        String link = shareTwo();
        assertThat(done(bob.run("get", link, "note/two")).out()).isEqualTo("2\n");
        ends(3, bob.run("get", link, "note/one"), "may not read note/one in notes");
        ends(5, bob.run("get", link, "note/none"), "there is no object note/none", "not names");
        ends(3, bob.runWith("4", "put", link, "note/two", "--force"), "may not write note/two");
        done(alice.run("grant", CHAIN, "note/two", "--write", bobsKey));
        done(bob.runWith("4", "put", link, "note/two", "--force"));
        assertThat(done(alice.run("get", CHAIN, "note/two")).out()).isEqualTo("4\n");
    }

    @Test
    void whoReadsSomeObjectsIsShownThemAndToldHowManyAreMissingAndWhatWouldOpenThem() throws Exception {
        String link = shareTwo();
        String missing = "your key " + id(bob)
                + " may not read 2 of 3 objects in notes, so this is not all; an owner grants "
                + "them by: atedb grant notes --read YOUR.pub";
        for (String[] export : new String[][] {{"export", link}, {"export", link, "--meta"}}) {
            Program.Ended exported = bob.run(export);
            ends(3, exported, missing);
            assertThat(exported.lines()).singleElement().asString().endsWith(export.length == 2 ? "2" : "\"value\":2}");
        }
        Program.Ended table = bob.run("ls", link);
        ends(3, table, missing);
        assertThat(table.lines()).hasSize(4).filteredOn(line -> line.endsWith("(not for your key)")).hasSize(2);
        Program.Ended lines = bob.run("ls", link, "--json");
        ends(3, lines, missing);
        assertThat(lines.lines()).hasSize(3).filteredOn(line -> line.endsWith(UNREADABLE)).hasSize(2);
        Program.Ended watched = done(bob.run("watch", link, "--from", "start", "--count", "4"));
        assertThat(watched.lines()).filteredOn(line -> line.endsWith(UNREADABLE)).hasSize(3);
        assertThat(watched.lines().getLast()).endsWith("\"value\":2}");
        assertThat(watched.err()).contains("Of 3 changes your key may not read the value");

        done(alice.run("grant", CHAIN, "--read", bobsKey));
        assertThat(done(bob.run("export", link)).lines()).hasSize(3);
        assertThat(done(bob.run("ls", link)).lines()).hasSize(4);
    }

    @Test
    void theAdviceNamesTheObjectThatHasReadersOfItsOwn() {
        shareTwo();
        String carl = key(village.person("carl"));
        done(alice.run("grant", CHAIN, "--read", carl));
        Program.Ended exported = village.stranger("carl").run("export", CHAIN);
        ends(3, exported, "1 of 3 objects", "an owner grants them by: atedb grant notes " + two + " --read YOUR.pub");
        done(alice.run("grant", CHAIN, two, "--read", carl));
        assertThat(done(village.stranger("carl").run("export", CHAIN)).lines()).hasSize(3);
    }

    @Test
    void whoMayReadNothingIsToldSoAndHowToBeginWithoutAKey() {
        ends(3, bob.run("ls", CHAIN), "may not read notes", "atedb grant notes --read YOUR.pub");
        for (String[] command : new String[][] {{"get", CHAIN, one}, {"ls", CHAIN}, {"export", CHAIN},
            {"watch", CHAIN}, {"rm", CHAIN, one}}) {
            ends(3, village.stranger("dora").run(command), "no key here: run \"atedb keygen\"", "--key");
        }
    }

    @Test
    void whatEveryoneMayReadOrNobodyElseWouldIsNotRevoked() {
        done(alice.run("create", "news", "--reader", "everyone"));
        ends(1, alice.run("revoke", "news", "--read", bobsKey), "everyone may read news, and nobody can be excepted");
        ends(1, alice.run("revoke", CHAIN, "--read", key(alice)), "nobody could read notes any more",
                "atedb grant notes --read PUB", "atedb drop notes");
        ends(1, alice.run("revoke", CHAIN, "note/one", "--read", key(alice)),
                "nobody could read note/one in notes any more", "atedb rm notes note/one");
        assertThat(done(alice.run("export", CHAIN)).lines()).hasSize(3);
        Program.Ended revoked = done(alice.run("revoke", CHAIN, "--write", key(alice)));
        assertThat(revoked.err()).contains("Nobody may write notes any more", "atedb grant notes --write PUB");
        ends(3, alice.runWith("5", "put", CHAIN, "note/five"), "atedb grant notes --write YOUR.pub");
        done(alice.run("grant", CHAIN, "--write", key(alice)));
        done(alice.runWith("5", "put", CHAIN, "note/five"));
    }

    @Test
    void anOwnerWhoIsNoReaderGrantsWritingButNotReading() throws Exception {
        Program dave = village.person("dave");
        String link = done(alice.run("create", "letters", "--owner", key(dave))).lines().getFirst();
        String letter = done(alice.runWith("1", "put", "letters", "letter/one")).out().strip();
        done(dave.run("grant", link, "--write", key(dave)));
        done(dave.run("grant", "letters", letter, "--write", bobsKey));
        assertThat(done(alice.run("export", "letters")).out()).isEqualTo("1\n");
        ends(3, dave.run("grant", "letters", "--read", bobsKey), "your key " + id(dave)
                + " may not read, and so has no key to hand on to readers of letters; its owner " + id(alice)
                + " grants it by: atedb grant letters --read YOUR.pub");
        ends(3, dave.runWith("2", "put", "letters", "letter"), "may not read, and so not write, letters; its owner "
                + id(alice) + " grants it by: atedb grant letters --read YOUR.pub");
        done(alice.run("grant", "letters", "--read", key(dave)));
        done(dave.runWith("2", "put", "letters", "letter"));
        assertThat(done(alice.run("export", "letters")).lines()).hasSize(2);
    }

    @Test
    void whoGivesTheRightToWriteAloneIsToldThatItIsOfNoUse() throws Exception {
        String hint = id(bob) + " writes only once it may read, too: ";
        assertThat(done(alice.run("create", "letters", "--root", bobsKey)).err())
                .contains(hint + "atedb grant letters --read PUB");
        assertThat(done(alice.run("create", "more", "--root", bobsKey, "--reader", bobsKey)).err())
                .doesNotContain("writes only");
        assertThat(done(alice.run("grant", CHAIN, "--write", bobsKey)).err()).contains(hint);
        assertThat(done(alice.run("grant", CHAIN, "--read", bobsKey)).err()).doesNotContain("writes only");
    }

    @Test
    void everyoneIsSomebodyOnlyWhenAChainBegins() {
        for (String command : List.of("grant", "revoke")) {
            ends(2, alice.run(command, CHAIN, "--read", "everyone"),
                    "--read: whether everyone may read a chain is decided "
                            + "when it is created (atedb create CHAIN --reader everyone)");
        }
    }

    @Test
    void anIdThatIsNotThereIsNoSuchObject() {
        String unknown = "7".repeat(32);
        ends(5, alice.runWith("1", "put", CHAIN, unknown), "there is no object " + unknown, "TYPE/NAME");
        ends(5, alice.runWith("1", "put", CHAIN, unknown, "--force"), "there is no object " + unknown);
        ends(5, alice.run("get", CHAIN, unknown), "there is no object " + unknown, "\"atedb ls\" shows the ids");
    }

    @Test
    void aGrantOfAnObjectTellsItsId() {
        assertThat(done(alice.run("grant", CHAIN, "note/two", "--read", bobsKey, "--json")).out())
                .contains("\"object\":\"" + two + "\"");
        assertThat(done(alice.run("grant", CHAIN, "--read", bobsKey, "--json")).out()).doesNotContain("\"object\"");
    }
}
