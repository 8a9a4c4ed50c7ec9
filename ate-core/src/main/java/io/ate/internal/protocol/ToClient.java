package io.ate.internal.protocol;

/** What a server tells a client. The comment of each kind gives its type and the layout of its body. */
public sealed interface ToClient extends Message permits Opened, Proved, Events, Live, Committed, Rejected, ProofAnswer,
        Loaded, Compacted, LoadedObjects, ChainList, Closed, ServerStatus, Notice, Dropped, LockResult, Synced,
        ServiceNews,
        Part {}
