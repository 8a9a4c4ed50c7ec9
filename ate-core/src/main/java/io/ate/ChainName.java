package io.ate;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of a chain: up to 8 segments of {@code [a-z0-9._-]}, each 1 to 64 characters long and none beginning with a
 * dot, separated by slashes, such as {@code example.com/alice/photos}. A name is never used as a path of a file system.
 * Immutable and thread-safe.
 *
 * @param text the whole name
 */
public record ChainName(String text) implements Comparable<ChainName> {
    private static final int SEGMENTS = 8;
    private static final int SEGMENT = 64;
    private static final Pattern CHARACTERS = Pattern.compile("[a-z0-9_-][a-z0-9._-]*");

    /** The longest possible name, in characters and in bytes. */
    public static final int LENGTH = SEGMENTS * SEGMENT + SEGMENTS - 1;

    /**
     * @throws IllegalArgumentException if {@code text} is no chain name; the message says what is wrong with it
     */
    public ChainName {
        if (text.length() > LENGTH) {
            throw new IllegalArgumentException(
                    "a chain name has at most " + LENGTH + " characters, not " + text.length());
        }
        String[] segments = text.split("/", -1);
        if (segments.length > SEGMENTS) {
            throw new IllegalArgumentException(
                    "a chain name has at most " + SEGMENTS + " segments, not " + segments.length);
        }
        for (String segment : segments) {
            if (segment.isEmpty() || segment.length() > SEGMENT) {
                throw new IllegalArgumentException(
                        "a segment of a chain name has 1 to " + SEGMENT + " characters, not " + segment.length());
            }
            if (!CHARACTERS.matcher(segment).matches()) {
                throw new IllegalArgumentException(
                        "a segment of a chain name consists of a-z, 0-9, '.', '_' and '-' and "
                                + "does not begin with a dot: \"" + printable(segment) + "\"");
            }
        }
    }

    @Override
    public int compareTo(ChainName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String printable(String segment) {
        return segment.codePoints()
                .mapToObj(c -> c >= 0x20 && c < 0x7f ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }
}
