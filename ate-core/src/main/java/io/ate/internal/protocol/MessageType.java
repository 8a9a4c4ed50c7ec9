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

    static final int PART = 64;

    /** Reserved for later versions: 16 listen, 17 ephemeral event. */
    static final Set<Integer> RESERVED_TO_SERVER = Set.of(16, 17);
    /** Reserved for later versions: 48 redirect, 51 ephemeral event. */
    static final Set<Integer> RESERVED_TO_CLIENT = Set.of(48, 51);

    private MessageType() {}
}
