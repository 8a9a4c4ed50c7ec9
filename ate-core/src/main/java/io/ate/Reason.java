package io.ate;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why something was refused. Codes are part of the protocol and never change their meaning.
 */
public enum Reason {
    /** A newer server's reason that this version has no word for. The text tells; a newer client tells more. */
    UNKNOWN(0, false),
    /** The bytes are not a commit, message or key: a program's fault, or an attack. Report it. */
    MALFORMED(1, false),
    /** It exceeds a bound of the format. Split it. */
    TOO_LARGE(2, false),
    /** A key that the commit acts under was not proven on this connection. Prove it and send again. */
    NOT_PROVEN(3, true),
    /** There is no chain of that name or id. Check the name, or create it. */
    NO_SUCH_CHAIN(4, false),
    /** The chain of that name has another id than the one that was pinned. Find out why before going on. */
    WRONG_CHAIN(5, false),
    /** It was refused before, and long ago: its number is never used again. Build it anew to know why. */
    REFUSED_EARLIER(6, true),
    /** Two programs write under one writer's identity, as after cloning a machine. The client takes a new writer. */
    WRITER_CLONED(7, true),
    /** The commit builds on an earlier one of its writer that was refused. Build it anew. */
    PREDECESSOR_REFUSED(8, true),
    /** The commit was made from too old a state. Build it anew. */
    BASIS_TOO_OLD(9, true),
    /** The commit claims to know more of the chain than there is. The server may have been restored; find out. */
    BASIS_AHEAD(10, false),
    /** The commit names a tree head that is none of this chain. The server may have been restored; find out. */
    HEAD_UNKNOWN(11, false),
    /** An object changed since it was read, or exists already. Read it again and decide anew. */
    CONFLICT(12, true),
    /** The object to put something below does not exist. */
    NO_SUCH_PARENT(13, false),
    /** The object to change does not exist. */
    NO_SUCH_OBJECT(14, false),
    /** A named object's key does not follow from its place and name: a program's fault, or an attack. */
    WRONG_DERIVED_KEY(15, false),
    /** The object would hang below itself. */
    CYCLE(16, false),
    /** The object is bound to its place by its name. Store it anew elsewhere and delete this one. */
    NOT_MOVABLE(17, false),
    /** None of the session's keys may write there. Ask an owner to grant it. */
    NO_WRITE_AUTHORITY(18, false),
    /** None of the session's keys may change rules there. Ask an owner. */
    NO_CONTROL_AUTHORITY(19, false),
    /** None of the proven keys may read the chain. Ask an owner to grant it. */
    NO_READ_AUTHORITY(20, false),
    /** A public key was published that nothing in the commit needs. */
    KEY_NOT_NEEDED(21, false),
    /** The key was retired and writes nothing any more. */
    KEY_RETIRED(22, false),
    /** The chain does not know a key that the commit names. Publish it in the same commit. */
    UNKNOWN_KEY(23, false),
    /** The payload was sealed with a data key that has been renewed. Seal it again. */
    STALE_DATA_KEY(24, true),
    /** What not everyone may read was sent in clear. */
    MUST_BE_SEALED(25, false),
    /** What everyone may read was sent sealed. */
    MUST_BE_CLEAR(26, false),
    /** The change has to be signed by keys with the right to it. */
    SIGNATURE_REQUIRED(27, false),
    /** A signature does not hold: a program's fault, or an attack. */
    SIGNATURE_INVALID(28, false),
    /** The lock that the commit relies on is not held any more. Take it again. */
    LOCK_LOST(29, true),
    /** A validator of the server refused it. */
    VALIDATOR(30, false),
    /** This server does not know that kind of request. Use a newer server. */
    UNSUPPORTED(31, false),
    /** The server's disk is nearly full. Its operator has to free some space; then try again. */
    STORE_FULL(32, true),
    /** The chain takes no commits now. */
    READ_ONLY(33, true),
    /** Too much waits for an answer. Wait for some of it. */
    TOO_MANY_IN_FLIGHT(34, true),
    /** The chain has reached the size that the server allows. */
    CHAIN_FULL(35, false),
    /** A chain of that name exists already. Open it, or choose another name. */
    CHAIN_EXISTS(36, false),
    /** The name is no chain name, or not one that this server gives. */
    CHAIN_NAME_REFUSED(37, false),
    /** The genesis record is not in order: a program's fault, or an attack. */
    GENESIS_INVALID(38, false),
    /** What the client knows of the chain is not how it begins at the server. Somebody lies, or restored; find out. */
    FORKED(39, false),
    /** Only an owner of the chain may do that. */
    NOT_OWNER(40, false),
    /** A limit of the server or of the format is reached; the text names it. */
    LIMIT(41, false),
    /** The server is stopping, or has to tell the chain from an earlier place. Connect again, or open it again. */
    GOING_AWAY(42, true),
    /** What was asked for is damaged on the server's disk. Its operator has to restore it. */
    DAMAGED(43, false),
    /** The server made a mistake. Report it. */
    INTERNAL(44, false),
    /** Who was to answer went away before. Whether the request was executed is not known. */
    SERVICE_GONE(45, true),
    /** Nobody serves that. Start a program that does; the request was not executed. */
    NOBODY_SERVES(46, true),
    /**
     * It says that it was written in the future. Clients write the server's time; set the clock right that is wrong.
     */
    TIME_AHEAD(47, true);

    private static final Map<Integer, Reason> BY_CODE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Reason::code, each -> each));

    private final int code;
    private final boolean retryable;

    Reason(int code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    /** The number that stands for this reason in the protocol. */
    public int code() {
        return code;
    }

    /** The reason that this number stands for, {@link #UNKNOWN} if this version does not know it. */
    public static Reason ofCode(int code) {
        return BY_CODE.getOrDefault(code, UNKNOWN);
    }

    /** Tells whether the same wish, built anew or sent again later, may succeed without anybody's doing. */
    public boolean isRetryable() {
        return retryable;
    }
}
