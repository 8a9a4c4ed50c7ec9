package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.Subscribers;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.StoredChain;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Close;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Possession;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one connection, above the secure channel: answers requests, hands commits to chains, and feeds
 * the
 * connection's subscriptions. Everything but {@link #answer} and {@link #deliver} is called by tasks on the
 * connection's
 * own executor, one at a time; it never waits and does no cryptography itself.
 */
public final class ServerConnection {}
