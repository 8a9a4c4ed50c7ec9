package io.ate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KeyFileTest {
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void keysComeBackFromTheirFile() throws Exception {
        Path file = saved();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(KeyBundle.needsPassphrase(file)).isFalse();
        try (KeyBundle loaded = KeyBundle.load(file)) {
            assertThat(Files.readString(file)).contains("\nid " + loaded.id() + "\n");
            Path copy = folder.resolve("copy.key");
            loaded.save(copy);
            assertThat(copy).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void aPassphraseProtectsAndAWrongOneIsAClearError() {
        Path file = folder.resolve("alice.key");
        KeyId id;
        try (KeyBundle keys = KeyBundle.generate()) {
            keys.save(file, PASSPHRASE);
            id = keys.id();
        }
        assertThat(KeyBundle.needsPassphrase(file)).isTrue();
        try (KeyBundle loaded = KeyBundle.load(file, PASSPHRASE)) {
            assertThat(loaded.id()).isEqualTo(id);
        }
        refuses(() -> KeyBundle.load(file, "wrong".toCharArray()), "does not open with this passphrase");
        refuses(() -> KeyBundle.load(file), "give its passphrase");
    }

    @Test
    void aPassphraseForAFileWithoutOneAndAnEmptyPassphraseAreRefused() {
        Path file = saved();
        refuses(() -> KeyBundle.load(file, PASSPHRASE), "not protected");
        try (KeyBundle keys = KeyBundle.generate()) {
            assertThatIllegalArgumentException().isThrownBy(() -> keys.save(folder.resolve("empty.key"), new char[0]));
        }
        assertThat(folder.resolve("empty.key")).doesNotExist();
    }

    @Test
    void anExistingFileIsNeverOverwritten() throws Exception {
        Path file = saved();
        byte[] before = Files.readAllBytes(file);
        try (KeyBundle keys = KeyBundle.generate()) {
            refuses(() -> keys.save(file), "exists and is not overwritten");
        }
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aFileThatOthersCanReadIsRefusedWithWhatToDo() throws Exception {
        Path file = saved();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        refuses(() -> KeyBundle.load(file), "chmod 600");
        refuses(() -> KeyBundle.needsPassphrase(file), "chmod 600");
    }

    @Test
    void aFileCutAnywhereIsRefused() throws Exception {
        Path file = saved();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            refuses(() -> KeyBundle.load(file), "key file");
        }
    }

    @Test
    void aFileWithAnyByteChangedIsRefused() throws Exception {
        Path file = saved();
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            refuses(() -> KeyBundle.load(file), "key file");
        }
    }

    @Test
    void somethingElseThanAKeyFileIsRefusedAndNotPrinted() throws Exception {
        Path file = saved();
        Files.write(file, "hunter2".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(() -> KeyBundle.load(file))
                .withMessageContaining("is no key file")
                .withMessageNotContaining("hunter2");
        Files.write(file, new byte[1 << 20]);
        refuses(() -> KeyBundle.load(file), "too long");
        Files.write(file, "ate-key-file 2\n".getBytes(StandardCharsets.UTF_8));
        refuses(() -> KeyBundle.load(file), "does not know");
        refuses(() -> KeyBundle.load(folder.resolve("missing")), "there is no key file");
        refuses(() -> KeyBundle.load(folder), "key file");
    }

    private Path saved() {
        Path file = folder.resolve("alice.key");
        try (KeyBundle keys = KeyBundle.generate()) {
            keys.save(file);
        }
        return file;
    }

    private interface Call {
        void run() throws IOException;
    }

    private static void refuses(Call call, String reason) {
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(call::run).withMessageContaining(reason);
    }
}
