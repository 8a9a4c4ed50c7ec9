package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.replica.SeenHead;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The file in which it is kept which chain was met under which name. */
class ChainMemoryTest {
    private static final ChainName NAME = new ChainName("example.com/alice");
    private static final ChainId CHAIN = ChainId.of(new byte[Hash.BYTES]);

    @TempDir
    private Path folder;
    private final List<String> told = new ArrayList<>();

    private ChainMemory at(String host) {
        return ChainMemory.in(folder, new ServerPlace(host, 5000), told::add);
    }

    @Test
    void aFileThatLostAllThatStoodInItIsToldAndNotPassedOver() throws IOException {
        at("one").remember(NAME, CHAIN);
        Path file = folder.resolve("known_chains");
        Files.writeString(file, "");

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> at("one").remembered(NAME))
                .withMessageContaining(file.toString())
                .withMessageContaining("it is empty");
        Files.delete(file);
        assertThat(at("one").remembered(NAME)).isEmpty();
    }

    @Test
    void nothingStaysBehindOfWhatIsForgotten() {
        at("one").remember(NAME, CHAIN);
        assertThat(at("one").forgetAll()).containsExactly(NAME);
        assertThat(folder.resolve("known_chains")).doesNotExist();
        assertThat(at("one").remembered(NAME)).isEmpty();
    }

    @Test
    void whoeverCannotRememberHowFarAChainWasSeenSaysSoOnceAndGoesOn() throws IOException {
        Files.createDirectory(folder.resolve("seen_heads"));
        ChainMemory memory = at("one");
        for (long size = 1; size <= 3; size++) {
            memory.saw(new SeenHead(CHAIN, "ab".repeat(32), new RootAt(size, Hash.of(new byte[Hash.BYTES])), 1));
        }
        assertThat(told).singleElement()
                .asString()
                .contains("cannot be remembered", folder.resolve("seen_heads").toString());
    }

    @Test
    void aChainIsKnownByItsNameAtItsServerUntilItIsForgotten() {
        at("one").remember(NAME, CHAIN);
        assertThat(at("one").remembered(NAME)).contains(CHAIN);
        assertThat(at("two").remembered(NAME)).isEmpty();
        assertThat(at("two").forgetAll()).isEmpty();
        assertThat(at("one").forgetAll()).containsExactly(NAME);
        assertThat(at("one").remembered(NAME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one:5000 example.com/alice", "one:5000 example.com/alice 00", "one 5000 garbage", "",
        "one:5000 NO/NAME 0000000000000000000000000000000000000000000000000000000000000000"})
    void aDamagedLineIsToldAndNotPassedOver(String damaged) throws IOException {
        at("two").remember(NAME, CHAIN);
        Path file = folder.resolve("known_chains");
        String before = Files.readString(file) + damaged + "\n";
        Files.writeString(file, before);

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> at("one").remembered(NAME))
                .withMessageStartingWith("the file " + file + " is damaged: its line 2 ");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> at("one").remember(NAME, CHAIN));
        assertThat(file).hasContent(before);
    }
}
