package io.ate.atedb;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every command that has a result prints it as JSON when asked, and those that print JSON anyway take the wish. */
class JsonResultsTest extends VillageTest {
    private String bobsKey;

    @BeforeEach
    void begin() {
        alice.with("ATE_JSON", "1");
        bobsKey = village.stranger("bob").keygen();
        assertThat(json("put", "notes", "note/first")).matches("\\{\"id\":\"[0-9a-f]{32}\"}\n");
    }

    private String json(String... arguments) {
        Program.Ended ended = alice.runWith("{\"n\":1}", arguments);
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended.out();
    }

    @Test
    void whatIsJsonInAnyCaseStaysAsItIs() {
        assertThat(json("get", "notes", "note/first", "--json")).isEqualTo("{\"n\":1}\n");
        assertThat(json("export", "notes", "--json")).isEqualTo("{\"n\":1}\n");
        assertThat(json("watch", "notes", "--from", "start", "--count", "1", "--json"))
                .endsWith("\"value\":{\"n\":1}}\n");
    }

    @Test
    void rightsAreReportedByTheIdsOfTheirKeys() {
        assertThat(json("grant", "notes", "--read", bobsKey, "--write", bobsKey, "--json"))
                .matches("\\{\"link\":\"ws://[^\"]+\",\"read\":\\[\"[0-9a-f]{32}\"],\"write\":\\[\"[0-9a-f]{32}\"]}\n");
        assertThat(json("revoke", "notes", "--read", bobsKey, "--json"))
                .matches("\\{\"read\":\\[\"[0-9a-f]{32}\"],\"write\":\\[]}\n");
    }

    @Test
    void whatIsGoneIsReported() {
        assertThat(json("rm", "notes", "note/first", "--json"))
                .matches("\\{\"id\":\"[0-9a-f]{32}\",\"deleted\":true}\n");
        String place = "127.0.0.1:" + village.server().port();
        assertThat(json("forget", place, "--json"))
                .isEqualTo("{\"server\":\"" + place + "\",\"identity\":false,\"chains\":[\"notes\"]}\n");
        assertThat(json("drop", "notes", "--yes", "--json")).isEqualTo("{\"name\":\"notes\",\"dropped\":true}\n");
    }

    @Test
    void ofWhatWasDeletedAllSevenFieldsAreThere() {
        json("rm", "notes", "note/first");
        assertThat(json("watch", "notes", "--from", "2", "--count", "1")).matches("\\{\"id\":\"[0-9a-f]{32}\","
                + "\"type\":null,\"version\":2,\"parent\":null,\"author\":\"[0-9a-f]{32}\",\"time\":\"[^\"]+\","
                + "\"value\":null,\"deleted\":true}\n");
    }

    @Test
    void chainsAreListedByName() {
        for (String name : new String[] {"zebra", "ant", "mole"}) {
            json("create", name);
        }
        assertThat(alice.with("ATE_JSON", "no").run("ls").lines()).containsExactly("ant", "mole", "notes", "zebra");
        assertThat(alice.run("status", "--json").out().replaceAll("\"name\":\"([a-z]+)\"|.", "$1 ").split("\\s+"))
                .filteredOn(name -> !name.isEmpty())
                .containsExactly("ant", "mole", "notes", "zebra");
    }
}
