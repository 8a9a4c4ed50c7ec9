package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.internal.replica.SeenHead;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The file in which it is kept how far chains were seen. */
class SeenHeadsFileTest {
    private static final String SERVER = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);

    @TempDir
    private Path folder;

    private static SeenHead seen(long chain, String server, long size) {
        byte[] id = ByteBuffer.allocate(Hash.BYTES).putLong(chain).array();
        byte[] root = ByteBuffer.allocate(Hash.BYTES).putLong(size).array();
        return new SeenHead(ChainId.of(id), server, new RootAt(size, Hash.of(root)), 1);
    }

    private SeenHeads heads() {
        return SeenHeads.in(folder);
    }

    @Test
    void theFurthestIsKeptForEachChainAndServer() {
        heads().saw(seen(1, SERVER, 5));
        heads().saw(seen(1, SERVER, 3));
        assertThat(heads().all()).containsExactly(seen(1, SERVER, 5));
        heads().saw(seen(1, OTHER, 4));
        heads().saw(seen(2, SERVER, 1));
        heads().saw(seen(1, SERVER, 6));
        assertThat(heads().all())
                .containsExactly(seen(1, OTHER, 4), seen(2, SERVER, 1), seen(1, SERVER, 6));
    }

    @Test
    void aServerIsForgottenWithAllItsChains() {
        heads().saw(seen(1, SERVER, 5));
        heads().saw(seen(1, OTHER, 4));
        heads().saw(seen(2, SERVER, 1));
        assertThat(heads().forget(SERVER)).isTrue();
        assertThat(heads().forget(SERVER)).isFalse();
        assertThat(heads().all()).containsExactly(seen(1, OTHER, 4));
    }

    @Test
    void aChainThatIsGoneIsForgottenAtAllServersAndNoOther() {
        heads().saw(seen(1, SERVER, 5));
        heads().saw(seen(1, OTHER, 4));
        heads().saw(seen(2, SERVER, 1));
        heads().forget(seen(1, SERVER, 0).chain());
        assertThat(heads().all()).containsExactly(seen(2, SERVER, 1));
    }

    @Test
    void theOldestOfTooManyFallOut() throws IOException {
        List<String> full = new ArrayList<>();
        for (int chain = 1; chain <= 1_000; chain++) { // at once, since every change is synced
            SeenHead each = seen(chain, SERVER, 1);
            full.add(each.chain() + " " + each.server() + " 1 " + each.head().root());
        }
        Files.write(folder.resolve("seen_heads"), full);
        for (int chain = 1_001; chain <= 1_005; chain++) {
            heads().saw(seen(chain, SERVER, 1));
        }
        assertThat(heads().all()).hasSize(1_000).first().isEqualTo(seen(6, SERVER, 1));
    }

    @Test
    void manyAtATimeLoseNothing() throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 200; i++) {
                int chain = i % 50;
                int size = i + 1;
                threads.execute(() -> heads().saw(seen(chain, SERVER, size)));
            }
        }
        assertThat(heads().all()).hasSize(50).allMatch(each -> each.head().size() > 150);
        assertThat(folder.resolve("seen_heads.new")).doesNotExist();
    }

    @Test
    void whoReadsMeanwhileFindsAllOfBeforeOrAllOfAfterwards() throws IOException {
        int lines = 20;
        for (int chain = 0; chain < lines; chain++) {
            heads().saw(seen(chain, SERVER, 1));
        }
        Path before = Files.createLink(folder.resolve("as it was"), folder.resolve("seen_heads"));
        String textBefore = Files.readString(before);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> writing = threads.submit(() -> {
                for (int size = 2; size < 100; size++) {
                    heads().saw(seen(0, SERVER, size));
                }
            });
            while (!writing.isDone()) {
                assertThat(heads().all()).hasSize(lines);
            }
        }
        assertThat(before).as("the file of before was replaced, not written into").hasContent(textBefore);
    }

    @Test
    void whatAKilledProgramLeftIsNoHindrance() throws IOException {
        heads().saw(seen(1, SERVER, 5));
        Files.writeString(folder.resolve("seen_heads.new"), "half a li");
        heads().saw(seen(1, SERVER, 6));
        assertThat(heads().all()).containsExactly(seen(1, SERVER, 6));
    }

    @Test
    void aDamagedLineIsToldAndNotPassedOver() throws IOException {
        heads().saw(seen(1, SERVER, 5));
        Path file = folder.resolve("seen_heads");
        Files.writeString(file, Files.readString(file) + "what is this\n");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> heads().all())
                .withMessageStartingWith("the file " + file + " is damaged: its line 2 ")
                .withMessageContainingAll("what is this", "take it out");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> heads().saw(seen(1, SERVER, 6)));
    }
}
