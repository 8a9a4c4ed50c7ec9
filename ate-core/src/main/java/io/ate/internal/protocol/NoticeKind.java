package io.ate.internal.protocol;

import io.ate.internal.wire.MalformedException;

/** What a notice is about. The bytes that stand for them are fixed for ever. */
public enum NoticeKind {
    /** Text for people. */
    TEXT(1),
    /** The server takes no commits from now on. */
    READ_ONLY(2),
    /** The server takes commits again. */
    WRITABLE(3),
    /** The server is about to stop; clients reconnect. */
    GOING_AWAY(4);

    private final int code;

    NoticeKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static NoticeKind ofCode(int code) throws MalformedException {
        return switch (code) {
            case 1 -> TEXT;
            case 2 -> READ_ONLY;
            case 3 -> WRITABLE;
            case 4 -> GOING_AWAY;
            default -> throw new MalformedException("unknown kind of notice " + code);
        };
    }
}
