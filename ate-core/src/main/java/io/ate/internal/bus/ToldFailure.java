package io.ate.internal.bus;

/**
 * What is told to others of a failure: text that can be stored and sent, whatever the program has thrown. The trace is
 * nobody else's business. Immutable.
 *
 * @param error the class name of what was thrown
 */
public record ToldFailure(String error, String message) {
    private static final int LONGEST = 1_000;
    private static final int REPLACEMENT = 0xFFFD;

    /** Tells of {@code thrown} in the log, or where else nobody has room for more. */
    public static ToldFailure of(Throwable thrown) {
        return of(thrown, LONGEST);
    }

    /** Tells of {@code thrown}, with so much of its message. */
    public static ToldFailure of(Throwable thrown, int longest) {
        return new ToldFailure(thrown.getClass().getName(), whole(message(thrown), longest));
    }

    /** That of a program's own exceptions is code of the program, and may fail, too. */
    private static String message(Throwable thrown) {
        try {
            return String.valueOf(thrown.getMessage());
        } catch (RuntimeException | Error e) {
            return "its message cannot be told: " + e.getClass().getName();
        }
    }

    /** The first whole characters of {@code text}: half of one cannot be encoded, wherever it comes from. */
    private static String whole(String text, int longest) {
        StringBuilder told = new StringBuilder(Math.min(longest, text.length()));
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (at > longest) {
                break;
            }
            told.appendCodePoint(Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character);
        }
        return told.toString();
    }

    /** For the log. */
    @Override
    public String toString() {
        return error + ": " + message;
    }
}
