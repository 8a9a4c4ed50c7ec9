package io.ate.atedb;

import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is wrong with the command line is said before input is read, which may be long or typed by hand. */
class CheapChecksTest {
    @TempDir
    private Path home;

    /** Standard input that nobody may read yet. */
    private static final class Untouchable extends InputStream {
        @Override
        public int read() {
            throw new AssertionError("standard input was read");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return read();
        }
    }

    private Program.Ended ended(String arguments) {
        return new Program(home).with("ATE_DEADLINE", "1s").runReading(new Untouchable(), arguments.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({"put chain note/first, 3", "import chain -, 3", "put chain note --key missing.key, 1",
        "import chain - --key missing.key, 1", "put Chain note, 2", "put ws://localhost/chain note, 2",
        "import ws://localhost:99999/db/chain -, 2", "put chain note --server-key 12, 2",
        "put chain note --version 1 --force, 2", "put chain note/, 2", "import chain - --batch 0, 2",
        "put chain note missing.json, 3", "put chain#zz note, 2", "put chain note --passphrase-file, 2",
        "put chain note --key missing.key --passphrase-file -, 2", "put chain note - --passphrase-file=-, 2",
        "import chain - --passphrase-file -, 2", "drop chain --passphrase-file -, 2"})
    void nothingIsReadBeforeKeyNameLinkAndOptionsAreSeenToBeGood(String arguments, int code) {
        Program.Ended ended = ended(arguments);
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        assertThat(ended.err()).startsWith("atedb: ").doesNotContain("was read", "mistake in the program");
    }

    @Test
    void aFolderIsNoValue() {
        assertThat(new Program(home).run("keygen").code()).isZero();
        Program.Ended ended = ended("put chain note " + home);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).startsWith("atedb: " + home + " is a folder: name a file");
    }

    @Test
    void aKeyFileIsNotOverwrittenAndThatIsSaidBeforeAPassphraseIsRead() {
        String file = home.resolve("alice.key").toString();
        assertThat(new Program(home).run("keygen", file).code()).isZero();
        Program.Ended ended = ended("keygen " + file + " --passphrase-file -");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("never overwritten");
    }
}
