package io.ate.internal.host;

import io.ate.Reason;
import io.ate.internal.protocol.Close;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.Sync;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.protocol.Unsupported;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * The server's side of one connection, above the secure channel: gives each message to whom it concerns, the
 * {@link Channels} with the client's chains or the {@link ServerRequests}. It is called by tasks on the connection's
 * own executor, one at a time; it never waits and does no cryptography itself.
 */
public final class ServerConnection {
    private final Backlog backlog;
    private final Errands errands;
    private final Proofs proofs;
    private final Channels channels;
    private final ServerRequests requests;
    /** What came with what was too much. */
    private final Deque<ToServer> held = new ArrayDeque<>();
    private final Outlet out;
    private boolean ended;

    /**
     * @param possession checks and ties proofs of keys to this very connection
     * @param from where the client is
     * @param own runs the connection's tasks, one after the other
     */
    public ServerConnection(ChainDirectory directory, Possession possession, StatusSource status, Network from,
            Executor own, Outlet out) {
        backlog = new Backlog(directory.environment().limits(), directory.intake(), () -> own.execute(this::roomCame),
                out);
        this.out = out;
        errands = new Errands(own, out, backlog, this::goOn);
        proofs = new Proofs(possession, directory.environment().checkers(), errands);
        channels = new Channels(directory, proofs, errands, backlog, from, out);
        requests = new ServerRequests(directory, possession, status, proofs, errands, backlog, out);
    }

    /**
     * Takes one message; {@link #received()} follows when no more are at hand. One frame may hold far more requests
     * than may be unanswered, or than answers fit into the socket: those that are too many wait here.
     */
    public void receive(ToServer message) {
        if (held.isEmpty() && mayBegin()) {
            begin(message);
        } else {
            held.add(message);
        }
    }

    private boolean mayBegin() {
        return !backlog.isPaused() && out.isWritable();
    }

    private void beginHeld() {
        if (!held.isEmpty()) {
            while (!held.isEmpty() && mayBegin()) {
                begin(held.remove());
            }
            channels.received();
        }
    }

    private void begin(ToServer message) {
        switch (message) {
            case Open open -> channels.open(open);
            case Prove prove when prove.channel() == Message.SERVER -> requests.prove(prove);
            case Prove prove -> channels.prove(prove);
            case Unprove unprove when unprove.channel() == Message.SERVER -> requests.unprove(unprove);
            case Unprove unprove -> channels.unprove(unprove);
            case Credit credit -> channels.credit(credit);
            case CommitMessage commit -> channels.commit(commit);
            case ProofRequest request -> channels.proof(request);
            case Load load -> channels.load(load);
            case LoadObjects load -> channels.load(load);
            case ServiceRequest request -> channels.service(request);
            case LockRequest lock -> channels.lock(lock);
            case Unlock unlock -> channels.unlock(unlock);
            case Sync sync -> channels.sync(sync);
            case Drop drop -> requests.drop(drop);
            case ListChains list -> requests.list(list);
            case StatusRequest request -> requests.status(request);
            case Close close when close.channel() == Message.SERVER -> out.close("the client ends the connection");
            case Close close -> channels.close(close.channel());
            case Unsupported request -> errands.reject(request.channel(), request.request(), Reason.UNSUPPORTED,
                    "this server does not know requests of type " + request.type());
            case Part _ -> throw new IllegalStateException("parts are joined before they come here");
        }
    }

    /** Everything that could be read at once has been received: commits go to their chains together. */
    public void received() {
        channels.received();
    }

    /** The socket takes more again. */
    public void writable() {
        if (!ended) {
            requests.goOn();
            beginHeld();
        }
        channels.pump();
    }

    /** The connection is gone: lets go of everything. What it sent is still decided. */
    public void end() {
        ended = true;
        held.clear();
        channels.end();
    }

    /** Tells whether nothing that the client sent waits for an answer. */
    public boolean isIdle() {
        return held.isEmpty() && !backlog.hasCommits() && !channels.isOpening();
    }

    /** Tells whether a key has been proven or a chain admitted here, so that more than an opening may be sent. */
    public boolean isAcquainted() {
        return proofs.hasAnyHeld() || channels.hasAdmitted();
    }

    private void roomCame() {
        backlog.roomCame();
        goOn();
    }

    /** Something was answered: there is room for more, to be read and to be sent. */
    private void goOn() {
        if (!ended) {
            backlog.resumeIfRoom();
            requests.goOn();
            beginHeld();
            channels.pump();
        }
    }
}
