package io.ate;

import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some children of a collection, one after the other. As immutable as the objects in it, which belong to the unit of
 * work that gave them.
 *
 * @param objects the children
 * @param next where the next page begins; empty where nothing comes after this one
 */
public record Page<T>(List<Dao<T>> objects, Optional<Token> next) {
    public Page {
        objects = List.copyOf(objects);
    }

    /**
     * The values of the objects.
     *
     * @throws NoReadAuthorityException if there is one that the session cannot read
     */
    public List<T> values() {
        return objects.stream().map(Dao::value).toList();
    }

    /**
     * A place in a collection, after one of its children, whatever becomes of that: it holds good in any later unit of
     * work, and in other programs, where it goes as {@linkplain #toString() text}. What is added is found behind it. If
     * the child's own commit was not confirmed when the page was read, and does not come to be, some children before it
     * are met once more. It goes with the collection that the page was of, and another one refuses it. Immutable.
     *
     * @param sequence of the event that put the last confirmed child up to here into the collection; 0 if there is none
     * @param object the child itself, if it was not confirmed
     * @param collection a number that tells the collection from others; 0 for {@link #START}, which goes with any
     */
    public record Token(long sequence, Optional<PrimaryKey> object, long collection) {

        /** Before the first child of any collection. */
        public static final Token START = new Token(0, Optional.empty(), 0);

        private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,17})(?:-([0-9a-f]{32}))?"
                + "(?:\\.([0-9a-f]{16}))?");

        public Token {
            if (sequence < 0) {
                throw new IllegalArgumentException("a place in a collection is no negative number: " + sequence);
            }
        }

        /**
         * Reads what {@link #toString} gives.
         *
         * @throws IllegalArgumentException if the text is something else
         */
        public static Token parse(String text) {
            Matcher parts = TEXT.matcher(Objects.requireNonNull(text, "text"));
            if (!parts.matches()) {
                throw new IllegalArgumentException("this is no place in a collection: \"" + text
                        + "\"; the first page begins at Page.Token.START");
            }
            String collection = parts.group(3);
            return new Token(Long.parseLong(parts.group(1)),
                    Optional.ofNullable(parts.group(2)).map(PrimaryKey::parse),
                    collection == null ? 0 : HexFormat.fromHexDigitsToLong(collection));
        }

        @Override
        public String toString() {
            return sequence + object.map(key -> "-" + key).orElse("")
                    + (collection == 0 ? "" : "." + HexFormat.of().toHexDigits(collection));
        }
    }
}
