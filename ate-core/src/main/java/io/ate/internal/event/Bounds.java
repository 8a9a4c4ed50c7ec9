package io.ate.internal.event;

/** The bounds of everything that a chain holds, checked before memory is given to it. */
public final class Bounds {
    /** Facts and seal of one event together, in bytes. */
    public static final int HEADER = 64 * 1024 - 1;
    /** The payload of one event, as stored, in bytes. */
    public static final int PAYLOAD = 16 * 1024 * 1024;
    /** The key ring beside one event, in bytes: room for {@link #READERS} wraps and as many older keys. */
    public static final int RING = 2 * 1024 * 1024;
    /** Readers of one ring; more than that is what roles are for. */
    public static final int READERS = 1024;
    /** Older data keys that one ring carries. */
    public static final int OLDER_KEYS = 4096;
    /** Keys that one write or control rule names. */
    public static final int RULE_KEYS = 1024;
    /** Events of one commit. */
    public static final int EVENTS = 10_000;
    /** All events of one commit together, in bytes, unless it is a single event. */
    public static final int COMMIT = 8 * 1024 * 1024;
    /** Keys that one commit acts under, and its signatures. */
    public static final int COMMIT_KEYS = 16;
    /** Conditions of one commit on objects that it does not write. */
    public static final int CONDITIONS = 10_000;
    /**
     * Numbers of one writer that matter at a time: the lowest one that a commit awaits, and those that its conditions
     * name, are less than this below its own.
     */
    public static final int NUMBERS = 1 << 14;
    /** Public keys that a genesis carries. */
    public static final int GENESIS_KEYS = 64;
    /** A genesis record, in bytes. */
    public static final int GENESIS = 4 * 1024 * 1024;
    /** A type or collection name, in bytes of UTF-8. */
    public static final int NAME = 255;
    /** One signature, in bytes, whatever its suite. */
    public static final int SIGNATURE = 8 * 1024;
    /** One encoded public key bundle, in bytes, whatever its suites. */
    public static final int BUNDLE = 16 * 1024;
    /** A whole encoded commit, in bytes: a single event may be larger than {@link #COMMIT}. */
    public static final int ENCODED_COMMIT = PAYLOAD + RING + 1024 * 1024;

    /** The payload of one request or reply of a service, as sealed, in bytes. */
    public static final int EPHEMERAL = 1024 * 1024;
    /** A whole encoded request or reply: payload, header, keys, signature and what is signed beside. */
    public static final int ENCODED_EPHEMERAL = EPHEMERAL + HEADER + BUNDLE + SIGNATURE + 1024;

    private Bounds() {}
}
