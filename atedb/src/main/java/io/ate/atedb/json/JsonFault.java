package io.ate.atedb.json;

import io.ate.internal.json.ExactJson;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Says in plain words what is wrong with a text that is meant as JSON, and at which character. Jackson knows where it
 * stopped; its own words are for programmers. Immutable.
 */
record JsonFault(byte[] text) {
    private static final String HALF = "half";
    /** A pair of halves, a half alone, or any other escape, so that a backslash that is escaped begins none. */
    private static final Pattern ESCAPES = Pattern.compile("\\\\u[dD][89abAB]..\\\\u[dD][c-fC-F]..|(?<" + HALF
            + ">\\\\u[dD][89a-fA-F]..)|\\\\.");
    /** What Jackson reads to its end, since it could be told to let it pass, as NaN; it names what follows. */
    private static final Pattern FOREIGN_NUMBER = Pattern.compile("^Non-standard token '([^']*)'");
    private static final String DUPLICATE = "Duplicate Object property ";
    /** What Jackson says that it expected, and what people call that. */
    private static final Map<String, String> EXPECTED = Map.of(
            "expecting double-quote", ", where the name of a field is expected, in double quotes",
            "expecting a colon", ", where a colon is expected behind the name of a field",
            "expecting comma", ", where a comma is expected, or the end of what was begun",
            "escape", ": behind a backslash stands one of \" \\ / b f n r t, or u and four hexadecimal digits",
            "Leading zeroes", ": no number begins with zeros",
            "plus signs", ": no number begins with a plus sign");
    private static final String VALUE = ", where a value is expected: text in double quotes, a number, true, false, "
            + "null, [ or {";

    /**
     * Looks for what Jackson lets pass although no text can carry it on: bytes that are not UTF-8, and halves of
     * characters that take two, which JSON can spell.
     *
     * @throws NotJsonException if there is some
     */
    void demandCharacters() {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        CharBuffer characters = CharBuffer.allocate(text.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, characters, true);
        if (result.isError() || bytes.hasRemaining()) {
            throw at(bytes.position(), "not UTF-8: convert the text, as with iconv -t UTF-8");
        }
        Matcher escapes = ESCAPES.matcher(characters.flip());
        while (escapes.find()) {
            if (escapes.group(HALF) != null) {
                String before = characters.subSequence(0, escapes.start()).toString();
                throw at(before.getBytes(StandardCharsets.UTF_8).length, "not a character, but half of one: "
                        + escapes.group(HALF));
            }
        }
    }

    NotJsonException of(JacksonException cause) {
        int offset = cause.getLocation() == null ? -1
                : beginning((int) cause.getLocation().getByteOffset() - foreignNumber(cause).length());
        String what = "not JSON: " + words(cause, offset);
        NotJsonException fault = offset < 0 ? new NotJsonException(1, 0, what) : at(offset, what);
        var _ = fault.initCause(cause);
        return fault;
    }

    /** What stands where Jackson would have taken it for a number, if that is what it stopped at; else nothing. */
    private static String foreignNumber(JacksonException cause) {
        Matcher said = FOREIGN_NUMBER.matcher(String.valueOf(cause.getOriginalMessage()));
        return said.find() ? said.group(1) : "";
    }

    /** Of a character of several bytes Jackson may name the middle, or the end. */
    private int beginning(int offset) {
        int at = offset;
        if (at == text.length && at > 0 && text[at - 1] < 0) {
            at--;
        }
        while (at > 0 && at < text.length && (text[at] & 0xc0) == 0x80) {
            at--;
        }
        return at;
    }

    private String words(JacksonException cause, int at) {
        String said = String.valueOf(cause.getOriginalMessage());
        return switch (cause) {
            case StreamConstraintsException _ ->
                    said.startsWith("Number") ? "a number has more than " + Json.LONGEST_NUMBER + " characters"
                            : "values stand inside each other more than 500 deep";
            case UnexpectedEndOfInputException _ -> "it ends in the middle of a value";
            case StreamReadException _ when said.equals(ExactJson.OUT_OF_RANGE) -> said;
            case StreamReadException _ when said.startsWith(DUPLICATE) ->
                    "the field " + said.substring(DUPLICATE.length()) + " occurs twice";
            case StreamReadException _ when isEnd(at) -> "it ends in the middle of a value";
            case StreamReadException _ when !foreignNumber(cause).isEmpty() ->
                    "unexpected " + quoted(foreignNumber(cause)) + VALUE;
            case StreamReadException _ -> unexpected(said, at);
            default -> "something follows the value, which has to stand alone";
        };
    }

    /** Whether nothing more follows but the end of the line. */
    private boolean isEnd(int at) {
        return at < 0 || at >= text.length
                || new String(text, at, text.length - at, StandardCharsets.UTF_8).isBlank();
    }

    private String unexpected(String said, int at) {
        if (text[at] >= 0 && text[at] < ' ') {
            return "a control character stands there, which is written as \\u" + String.format("%04x", text[at]);
        }
        return "unexpected " + found(at)
                + EXPECTED.entrySet()
                        .stream()
                        .filter(each -> said.contains(each.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(VALUE);
    }

    /** The word there, or the character if there is none. */
    private String found(int at) {
        int end = at;
        while (end < text.length && Character.isLetterOrDigit(text[end])) {
            end++;
        }
        String rest = new String(text, at, Math.min(text.length - at, 64), StandardCharsets.UTF_8);
        return quoted(end > at ? new String(text, at, Math.min(end - at, 20), StandardCharsets.UTF_8)
                : Character.toString(rest.codePointAt(0)));
    }

    private static String quoted(String part) {
        return "'" + part + "'";
    }

    /** Columns are counted in characters, as editors do. */
    private NotJsonException at(int offset, String what) {
        String before = new String(text, 0, Math.min(offset, text.length), StandardCharsets.UTF_8);
        int begin = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(each -> each == '\n').count() + 1;
        return new NotJsonException(line, before.codePointCount(begin, before.length()) + 1, what);
    }
}
