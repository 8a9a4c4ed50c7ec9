package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;

/** What an event does to the one object that it names. */
public enum Kind {
    /** Gives the object a value, rules or a place. */
    PUT(1),
    /** Ends the object's life and that of everything below it. */
    DELETE(2),
    /** Destroys payloads and wraps of all versions; reserved until erasure is built. */
    ERASE(3),
    /** Publishes or changes a public key. */
    KEY(4),
    /** Outside log and tree, and in no commit: a request to a service or a reply of it, see {@link SignedEphemeral}. */
    EPHEMERAL(5);

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Kind of(int code) throws MalformedException {
        return switch (code) {
            case 1 -> PUT;
            case 2 -> DELETE;
            case 3 -> ERASE;
            case 4 -> KEY;
            case 5 -> EPHEMERAL;
            default -> throw new MalformedException("unknown kind of event " + code);
        };
    }
}
