package io.ate.atedb;

import io.ate.AteException;
import io.ate.KeyBundle;
import io.ate.atedb.console.Passphrases;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a person's keys. */
@Command(name = "keygen", header = "Make keys for somebody.",
        description = "Make a key bundle, readable by you alone, and FILE.pub, one line to hand to "
                + "others. Existing files are never overwritten.")
final class KeygenCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(paramLabel = "FILE", arity = "0..1",
            description = "Where the keys go (default: ~/.config/ate/default.key).")
    private @Nullable Path file;

    @Option(names = "--passphrase", fallbackValue = Settings.ON,
            description = "Ask for a passphrase and protect the file with it.")
    private boolean passphrase;

    @Option(names = "--passphrase-file", paramLabel = "FILE",
            description = "Read the passphrase from there, - is standard input, and protect the file with it.")
    private @Nullable String passphraseFile;

    KeygenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) throws IOException {
        Path secret = file == null ? Places.of(surroundings()).defaultKey() : file;
        Path handedOut = Path.of(secret + ".pub");
        for (Path each : List.of(secret, handedOut)) {
            if (Files.exists(each)) {
                throw new AteException(each + " exists already and is never overwritten: name another file");
            }
        }
        if (secret.getParent() != null) {
            createFolder(secret.getParent());
        }
        try (KeyBundle keys = KeyBundle.generate()) {
            save(keys, secret);
            Files.writeString(handedOut, keys.publicKeys().toLine() + "\n", StandardOpenOption.CREATE_NEW);
            if (json.isAsked()) {
                results.line(Json.line(new Made(keys.id().toString(), keys.publicKeys().fingerprint(),
                        secret.toString(), handedOut.toString())));
            } else {
                results.line(keys.id() + "  " + secret);
                messages().say(
                        "Keep " + secret + " to yourself and a copy of it safe; hand " + handedOut + " to others.");
            }
        }
        return ExitCode.DONE;
    }

    /** The user's own folder is nobody else's to look into; one that was named may be anything. */
    private void createFolder(Path folder) throws IOException {
        if (file == null && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private void save(KeyBundle keys, Path secret) {
        if (!passphrase && passphraseFile == null) {
            keys.save(secret);
            return;
        }
        char[] chosen = new Passphrases(surroundings(), Optional.ofNullable(passphraseFile)).chosen(secret.toString());
        try {
            keys.save(secret, chosen);
        } finally {
            Arrays.fill(chosen, '\0');
        }
    }

    /** The result as JSON. */
    record Made(String id, String fingerprint, String file, String publicFile) {}
}
