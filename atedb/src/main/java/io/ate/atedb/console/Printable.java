package io.ate.atedb.console;

/**
 * Text that is safe to print. What others wrote (names, reasons, values) may carry control characters, by which a
 * terminal is made to hide, forge or run things; they are shown as {@code \}{@code uXXXX}, which inside a JSON string
 * means the same. Stateless.
 */
final class Printable {
    private Printable() {}

    /** The text on one line, with every control character in the open. */
    static String line(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return escaped(text, false);
            }
        }
        return text;
    }

    /** As {@link #line}, but line ends and tabs stay, for stack traces. */
    static String lines(String text) {
        return escaped(text, true);
    }

    private static String escaped(String text, boolean layout) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (Character.isISOControl(each) && !(layout && (each == '\n' || each == '\t'))) {
                escaped.append(String.format("\\u%04x", (int) each));
            } else {
                escaped.append(each);
            }
        }
        return escaped.toString();
    }
}
