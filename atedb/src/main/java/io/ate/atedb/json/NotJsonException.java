package io.ate.atedb.json;

/** A text that is not one JSON value in UTF-8; the message says what is wrong with it, without its place. */
public final class NotJsonException extends IllegalArgumentException {
    private final int line;
    private final int column;

    /**
     * @param line where it goes wrong, from 1
     * @param column the character on that line, from 1; 0 where that is not known
     */
    NotJsonException(int line, int column, String what) {
        super(what);
        this.line = line;
        this.column = column;
    }

    /** Where it goes wrong in a text of several lines. */
    public String place() {
        return "line " + line + onLine();
    }

    /** Where it goes wrong in a text of one line. */
    String onLine() {
        return column == 0 ? "" : ", column " + column;
    }
}
