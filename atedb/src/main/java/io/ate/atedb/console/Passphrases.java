package io.ate.atedb.console;

import io.ate.AteException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
            return demandSome(fromFile(file.get()));
        }
        char[] first = ask("New passphrase for " + what + ": ");
        char[] second = ask("The same again: ");
        boolean equal = Arrays.equals(first, second);
        Arrays.fill(second, '\0');
        if (!equal) {
            Arrays.fill(first, '\0');
            throw new AteException("the two passphrases differ: try again");
        }
        return demandSome(first);
    }

    private static char[] demandSome(char[] chosen) {
        if (chosen.length == 0) {
            throw new AteException("an empty passphrase protects nothing: choose one, or do without by leaving "
                    + "--passphrase and --passphrase-file out");
        }
        return chosen;
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
        try {
            if ("-".equals(name)) {
                return firstLine(surroundings.in()); // what follows is not ours
            }
            try (InputStream stream = Files.newInputStream(Path.of(name))) {
                return firstLine(stream);
            }
        } catch (NoSuchFileException e) {
            throw new AteException("there is no file " + name + " with the passphrase: check --passphrase-file", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the passphrase from " + name + ": check the file and its mode",
                    e);
        }
    }

    /** Takes no byte more than the line, and leaves none of them in a buffer. */
    private static char[] firstLine(InputStream stream) throws IOException {
        byte[] bytes = new byte[LONGEST];
        int length = 0;
        for (int next = stream.read(); next >= 0 && next != '\n'; next = stream.read()) {
            if (length == LONGEST) {
                throw new AteException("a passphrase has at most " + LONGEST + " bytes: is it the right file?");
            }
            bytes[length++] = (byte) next;
        }
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
        Arrays.fill(bytes, (byte) 0);
        char[] line = new char[text.length()];
        text.get(line);
        Arrays.fill(text.array(), '\0');
        return line;
    }
}
