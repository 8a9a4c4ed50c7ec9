package io.ate.atedb;

import io.ate.KeyBundle;
import io.ate.PublicKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class KeygenTest {
    @TempDir
    private Path home;

    @Test
    void theKeysAreTheUsersAloneAndTheirPublicPartIsALine() throws IOException {
        Path file = home.resolve("alice.key");
        Program.Ended ended = new Program(home).run("keygen", file.toString());
        assertThat(ended.code()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        PublicKeys handedOut = PublicKeys.parse(Files.readString(home.resolve("alice.key.pub")).strip());
        try (KeyBundle keys = KeyBundle.load(file)) {
            assertThat(keys.publicKeys()).isEqualTo(handedOut);
        }
        assertThat(ended.out()).contains(handedOut.id().toString());
    }

    @Test
    void theFolderOfTheUsersOwnKeyIsForNobodyElse() throws IOException {
        assertThat(new Program(home).run("keygen").code()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("config"))))
                .isEqualTo("rwx------");
    }

    @Test
    void existingFilesAreNeverOverwritten() throws IOException {
        Path file = home.resolve("alice.key");
        Files.writeString(file, "precious");
        assertThat(new Program(home).run("keygen", file.toString()).code()).isEqualTo(1);
        assertThat(file).hasContent("precious");

        Files.move(file, home.resolve("bob.key.pub"));
        assertThat(new Program(home).run("keygen", home.resolve("bob.key").toString()).code()).isEqualTo(1);
        assertThat(home.resolve("bob.key.pub")).hasContent("precious");
        assertThat(home.resolve("bob.key")).doesNotExist();
    }

    @Test
    void aPassphraseComesFromAFileOrStandardInputAndNeverFromAnArgument() {
        Path file = home.resolve("alice.key");
        Program program = new Program(home);
        assertThat(program.runWith("sesame\n", "keygen", file.toString(), "--passphrase-file", "-").code()).isZero();
        try (KeyBundle keys = KeyBundle.load(file, "sesame".toCharArray())) {
            assertThat(keys.id().toString()).hasSize(32);
        }
        Program.Ended asked = program.run("keygen", home.resolve("bob.key").toString(), "--passphrase");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(asked.err()).contains("--passphrase-file").doesNotContain("sesame");
    }

    @Test
    void jsonNamesWhatWasMade() {
        Program.Ended ended = new Program(home).run("keygen", "--json");
        assertThat(ended.lines()).hasSize(1);
        assertThat(ended.out()).startsWith("{\"id\":\"").contains("\"fingerprint\":", "\"file\":", "\"publicFile\":");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void anEmptyPassphraseIsRefusedWhereverItComesFrom() {
        Program.Ended ended = new Program(home).runWith("\n", "keygen", home.resolve("a.key").toString(),
                "--passphrase-file", "-");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("an empty passphrase protects nothing");
        assertThat(home.resolve("a.key")).doesNotExist();
    }

    @Test
    void aPassphraseOnStandardInputIsTheFirstLineAndNothingElseMayStandThere() throws IOException {
        try (Village village = new Village(home)) {
            Program alice = village.stranger("alice");
            String file = home.resolve("alice.key").toString();
            String[] key = {"--key", file, "--passphrase-file", "-"};
            assertThat(alice.runWith("sesame\n", "keygen", file, key[2], key[3]).code()).isZero();
            Program.Ended both = alice.runWith("1\n", "put", "notes", "note/first", key[0], key[1], key[2], key[3]);
            assertThat(both.code()).isEqualTo(2);
            assertThat(both.err()).contains("standard input cannot be both the value and the passphrase");
            String value = Files.writeString(home.resolve("value"), "{\"n\":1}").toString();
            Program.Ended put = alice.runWith("sesame\r\n", "put", "notes", "note/first", value, key[0], key[1], key[2],
                    key[3]);
            assertThat(put.code()).as(put.err()).isZero();
            assertThat(alice.runWith("sesame", "export", "notes", key[0], key[1], key[2], key[3]).lines())
                    .containsExactly("{\"n\":1}");
            assertThat(alice.runWith("open", "export", "notes", key[0], key[1], key[2], key[3]).code()).isEqualTo(1);
        }
    }
}
