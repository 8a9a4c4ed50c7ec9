package io.ate.atedb;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever may write a chain may put there what is no value: that hides nothing else, and nobody takes the rest for all.
 */
class DamagedValuesTest {
    private static final String CHAIN = "notes";

    @TempDir
    private Path folder;

    private Village village;
    private Program alice;
    private String damaged;

    /** Jackson takes a raw value's word for it that it is JSON. */
    private record NoValue(@JsonRawValue String text) {}

    @BeforeEach
    void aChainWithAGoodAndADamagedValue() {
        village = new Village(folder);
        alice = village.person("alice");
        assertThat(alice.runWith("{\"n\":1}", "put", CHAIN, "note/good").code()).isZero();
        try (KeyBundle keys = KeyBundle.load(alice.home().resolve("config/default.key"));
                AteClient client = AteClient.create(village.server().address(),
                        AteConfig.builder().readablePayloads(true).build(), ClientConfig.defaults());
                Chain chain = client.openExisting(CHAIN, Session.of(keys))) {
            damaged = chain.store(new NoValue("{")).key().toString();
        }
    }

    @AfterEach
    void close() {
        village.close();
    }

    /** What failed after showing the rest, as it says itself. */
    private Program.Ended incomplete(String... arguments) {
        Program.Ended ended = alice.run(arguments);
        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).startsWith("atedb: 1 of 2 objects in " + CHAIN + " do not open, so this is not all")
                .doesNotContain("\tat ", "mistake in the program");
        return ended;
    }

    @Test
    void listsShowThatItIsThere() {
        assertThat(incomplete("ls", CHAIN).out()).contains("{\"n\":1}", damaged, "(damaged)");
        List<String> lines = incomplete("ls", CHAIN, "--json").lines();
        assertThat(lines).hasSize(2)
                .anySatisfy(line -> assertThat(line).contains(damaged, "\"value\":null", "\"damaged\":true"))
                .anySatisfy(line -> assertThat(line).contains("\"value\":{\"n\":1}").doesNotContain("damaged"));
    }

    @Test
    void exportsLeaveItOut() {
        assertThat(incomplete("export", CHAIN).lines()).containsExactly("{\"n\":1}");
    }

    @Test
    void watchersSeeItPassAndGoOn() {
        assertThat(alice.runWith("2", "put", CHAIN, "note/later").code()).isZero();
        Program.Ended ended = alice.run("watch", CHAIN, "--from", "start", "--count", "3");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.lines()).hasSize(3).element(1).asString().contains(damaged, "\"damaged\":true");
        assertThat(ended.lines().getLast()).endsWith("\"value\":2}");
        assertThat(ended.err()).contains("Of 1 change nobody can read the value");
    }

    @Test
    void askedForByItselfItIsAFailure() {
        Program.Ended ended = alice.run("get", CHAIN, damaged);
        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).singleElement().asString().contains("cannot be read");
    }
}
