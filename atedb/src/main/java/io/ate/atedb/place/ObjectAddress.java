package io.ate.atedb.place;

import io.ate.PrimaryKey;
import io.ate.Type;
import java.util.regex.Pattern;

/** Which object of a chain is meant: its id, or its type and the name that its user gave it. */
public sealed interface ObjectAddress {
    /** 32 hexadecimal digits, in upper case where they come from programs that write them so. */
    Pattern ID = Pattern.compile("[0-9a-fA-F]{32}");

    /**
     * Reads {@code ID} or {@code TYPE/NAME}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static ObjectAddress parse(String text) {
        if (ID.matcher(text).matches()) {
            return new ById(PrimaryKey.parse(text));
        }
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException("an object is its id (32 hexadecimal digits) or TYPE/NAME, not " + text);
        }
        return new ByName(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The object with that id. */
    record ById(PrimaryKey key) implements ObjectAddress {
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** The object of that type and name at the top of the chain. */
    record ByName(String type, String name) implements ObjectAddress {
        /** @throws IllegalArgumentException if no type can be called that */
        public ByName {
            var _ = Type.tree(type);
        }

        @Override
        public String toString() {
            return type + "/" + name;
        }
    }
}
