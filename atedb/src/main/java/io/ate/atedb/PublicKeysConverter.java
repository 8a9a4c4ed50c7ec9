package io.ate.atedb;

import io.ate.PublicKeys;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a {@code .pub} file, or its line. Immutable. */
final class PublicKeysConverter implements ITypeConverter<PublicKeys> {
    private static final String LINE = "ate-key";

    @Override
    public PublicKeys convert(String text) {
        try {
            return PublicKeys.parse((text.startsWith(LINE) ? text : Files.readString(file(text))).strip());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + shortened(text) + "' is no public key: " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new TypeConversionException("'" + text + "' is no public key, but binary: name a .pub file");
        } catch (IOException e) {
            throw new TypeConversionException("cannot read " + text + ": check whose it is, and its mode");
        }
    }

    private static Path file(String text) {
        Path file = Path.of(text);
        if (!Files.isRegularFile(file)) {
            throw new TypeConversionException(
                    "there is no file " + text + " with a public key: name the .pub file that "
                            + "\"atedb keygen\" wrote, or give its line");
        }
        return file;
    }

    /** A file's name in full, of a line the beginning. */
    private static String shortened(String text) {
        return text.startsWith(LINE) && text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
