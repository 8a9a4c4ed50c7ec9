package io.ate.atedb.console;

import io.ate.AteException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Asks for passphrases: on the terminal without echo, or reads the first line of a file or of standard input. They are
 * the caller's to overwrite.
 *
 * @param surroundings where to ask
 * @param file to read it from, {@code -} for standard input; empty asks
 */
public record Passphrases(Surroundings surroundings, Optional<String> file) {
    private static final int LONGEST = 4096;

    /** The passphrase of something that exists. */
    public char[] existing(String what) {
        return file.isPresent() ? fromFile(file.get()) : ask("Passphrase of " + what + ": ");
    }

    /** A passphrase for something new, asked for twice. */
    public char[] chosen(String what) {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        char[] first = ask("New passphrase for " + what + ": ");
        char[] second = ask("The same again: ");
        boolean equal = Arrays.equals(first, second);
        Arrays.fill(second, '\0');
        if (!equal || first.length == 0) {
            Arrays.fill(first, '\0');
            throw new AteException(equal ? "an empty passphrase protects nothing: leave --passphrase out, or choose one"
                    : "the two passphrases differ: try again");
        }
        return first;
    }

    private char[] ask(String prompt) {
        Console console = surroundings.console()
                .orElseThrow(() -> new AteException(
                        "a passphrase is needed and there is no terminal to ask on: name a file by --passphrase-file"));
        char[] answer = console.readPassword("%s", prompt);
        if (answer == null) {
            throw new AteException("no passphrase was given: nothing was done");
        }
        return answer;
    }

    private char[] fromFile(String name) {
        try (InputStream stream = "-".equals(name) ? surroundings.in() : Files.newInputStream(Path.of(name))) {
            byte[] bytes = stream.readNBytes(LONGEST);
            CharBuffer text = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, (byte) 0);
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            char[] line = new char[end];
            text.get(line);
            Arrays.fill(text.array(), '\0');
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the passphrase from " + name + ": " + e.getMessage(), e);
        }
    }
}
