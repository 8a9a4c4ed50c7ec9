package io.ate.atedb;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Watches that end, and go on where they ended. */
class WatchTest extends VillageTest {
    private static final String CHAIN = "numbers";

    @BeforeEach
    void threeNumbers() {
        store("1", "2", "3");
    }

    private void store(String... lines) {
        assertThat(alice.runWith(String.join("\n", lines), "import", CHAIN, "-", "--batch", "2").code()).isZero();
    }

    private Program.Ended watch(String from, int count) {
        Program.Ended ended = alice.run("watch", CHAIN, "--from", from, "--count", Integer.toString(count));
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended;
    }

    private static String next(Program.Ended ended) {
        String said = ended.err().strip();
        assertThat(said).startsWith("To go on from here: --from ");
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    @Test
    void theVersionOfALineIsTheSequenceBehindWhichAWatchGoesOn() {
        String bob = village.person("bob").home().resolve("config/default.key.pub").toString();
        assertThat(alice.run("grant", CHAIN, "--read", bob).code()).isZero(); // events that are no changes of values
        store("4", "5");
        List<String> all = watch("start", 5).lines();
        for (int seen = 1; seen < all.size(); seen++) {
            long version = Long.parseLong(all.get(seen - 1).replaceAll(".*\"version\":([0-9]+),.*", "$1"));
            assertThat(watch(Long.toString(version + 1), all.size() - seen).lines())
                    .isEqualTo(all.subList(seen, all.size()));
        }
    }

    @Test
    void aWatchThatEndsSaysHowToGoOnWithoutLossOrRepetition() {
        List<String> seen = new ArrayList<>();
        String from = "start";
        for (int i = 0; i < 3; i++) {
            Program.Ended ended = watch(from, 1);
            seen.addAll(ended.lines());
            from = next(ended);
        }
        assertThat(seen).isEqualTo(watch("start", 3).lines());
        assertThat(alice.run("watch", CHAIN, "--from", "start", "--count", "1", "-q").err()).isEmpty();
    }

    @Test
    void aWatchOfWhatIsFarAheadSaysWhereTheChainEndsAndWaits() throws Exception {
        try (ChildProgram watcher = ChildProgram.start(alice.home(), "watch", CHAIN, "--from", "5", "--server",
                village.server().address())) {
            watcher.awaitError("The chain ends at sequence 3: waiting for sequence 5.");
            store("4", "5", "6");
            assertThat(watcher.line()).contains("\"version\":5,", "\"value\":5}");
            assertThat(watcher.line()).contains("\"version\":6,");
            watcher.terminate();
            assertThat(watcher.exitCode()).isZero();
            assertThat(watcher.errors()).contains("To go on from here: --from 7").doesNotContain("\tat ");
        }
    }

    @Test
    void aWatchFromTheNextChangeOnSaysNothing() {
        store("4");
        assertThat(watch("4", 1).err().lines()).hasSize(1);
    }
}
