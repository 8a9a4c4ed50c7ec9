package io.ate.atedb;

import io.ate.AteException;
import io.ate.KeyBundle;
import io.ate.atedb.console.Passphrases;
import io.ate.atedb.console.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads keys from files, with the passphrase of those that have one. Immutable.
 *
 * @param passphraseFile where the passphrase stands; empty asks for it
 */
record KeyFile(Surroundings surroundings, Optional<String> passphraseFile) {
    /** The keys in that file. The caller closes them. */
    KeyBundle load(Path file) {
        if (Files.notExists(file)) {
            throw new AteException(
                    "there is no key file " + file + ": check --key, or make one by: atedb keygen " + file);
        }
        if (!KeyBundle.needsPassphrase(file)) {
            return KeyBundle.load(file);
        }
        char[] passphrase = new Passphrases(surroundings, passphraseFile).existing(file.toString());
        try {
            return KeyBundle.load(file, passphrase);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }
}
