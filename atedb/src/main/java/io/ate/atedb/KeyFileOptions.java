package io.ate.atedb;

import io.ate.AteException;
import io.ate.KeyBundle;
import io.ate.atedb.console.Passphrases;
import io.ate.atedb.console.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How files with keys are opened. Confined to the thread that runs the command. */
final class KeyFileOptions {
    /** Also to be read from standard input. */
    static final String PASSPHRASE = "--passphrase-file";

    private final Surroundings surroundings;

    @Option(names = PASSPHRASE, paramLabel = "FILE",
            description = "Read the passphrase of the key file from there, - is standard input (default: ask on the "
                    + "terminal).")
    private @Nullable String passphraseFile;

    KeyFileOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The keys in that file. The caller closes them. */
    KeyBundle load(Path file) {
        if (Files.notExists(file)) {
            throw new AteException(
                    "there is no key file " + file + ": check --key, or make one by: atedb keygen " + file);
        }
        if (!KeyBundle.needsPassphrase(file)) {
            return KeyBundle.load(file);
        }
        char[] passphrase = new Passphrases(surroundings, Optional.ofNullable(passphraseFile))
                .existing(file.toString());
        try {
            return KeyBundle.load(file, passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }
}
