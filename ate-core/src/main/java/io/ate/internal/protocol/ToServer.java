package io.ate.internal.protocol;

/** What a client tells a server. The comment of each kind gives its type and the layout of its body. */
public sealed interface ToServer extends Message permits Open, Prove, Unprove, Credit, CommitMessage, ProofRequest,
        Load, LoadObjects, Drop, ListChains, StatusRequest, Close, LockRequest, Unlock, Sync, Unsupported,
        ServiceRequest, Part {}
