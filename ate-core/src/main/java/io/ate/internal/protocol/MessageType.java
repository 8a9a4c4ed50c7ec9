package io.ate.internal.protocol;

import java.util.Set;

/** The byte that each kind of message begins with: fixed for ever, and never used for anything else. */
final class MessageType {
    static final int OPEN = 1;
    static final int PROVE = 2;
    static final int UNPROVE = 3;
    static final int CREDIT = 4;
    static final int COMMIT = 5;
    static final int PROOF_REQUEST = 6;
    static final int DROP = 7;
    static final int LIST_CHAINS = 8;
    static final int STATUS_REQUEST = 9;
    static final int CLOSE = 10;
    static final int LOAD = 18;
    static final int LOCK = 19;
    static final int UNLOCK = 20;
    static final int SYNC = 21;
    static final int LOAD_OBJECTS = 27;

    static final int LISTEN = 16;
    static final int CALL = 17;
    static final int UNLISTEN = 22;
    static final int REPLY = 23;
    static final int ALLOW = 24;
    static final int ABANDON = 25;
    static final int DECLINE = 26;

    static final int OPENED = 32;
    static final int PROVED = 33;
    static final int EVENTS = 34;
    static final int LIVE = 35;
    static final int COMMITTED = 36;
    static final int REJECTED = 37;
    static final int PROOF = 38;
    static final int CHAINS = 39;
    static final int CLOSED = 40;
    static final int SERVER_STATUS = 41;
    static final int NOTICE = 42;
    static final int DROPPED = 43;
    static final int LOADED = 49;
    static final int LOCK_RESULT = 50;
    static final int SYNCED = 52;
    static final int LOADED_OBJECTS = 57;
    static final int COMPACTED = 58;

    static final int CALLED = 51;
    static final int LISTENING = 53;
    static final int REPLIED = 54;
    static final int ALLOWED = 55;
    static final int ABANDONED = 56;

    static final int PART = 64;

    /** Reserved for later versions. */
    static final Set<Integer> RESERVED_TO_SERVER = Set.of(28, 29, 30, 31);
    /** Reserved for later versions: 48 redirect. */
    static final Set<Integer> RESERVED_TO_CLIENT = Set.of(48);

    private MessageType() {}
}
