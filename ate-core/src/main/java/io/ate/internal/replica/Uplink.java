package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainUnavailableException;
import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.lock.Timer;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.sequence.Serial;
import io.ate.internal.wire.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a replica's own commits to the server, in the order in which they were handed over, whatever connection it
 * is: what is unanswered when one ends goes first on the next, under the same numbers. Commits that are not signed
 * wait until the keys that they act under are proven. Thread-safe: what is done is done in turn, by whichever thread
 * comes first.
 */
final class Uplink {
    /** After so many milliseconds, what the server could not take for the time being is sent again. */
    private static final long LATER = 15_000;

    private final ChainId chain;
    private final Outgoing outgoing;
    private final Serial turn;
    private final Runnable hurry;
    private final Absence absence;
    private final Timer timer;
    private final ServiceLine services;
    private final List<Saying> sayings = new ArrayList<>();
    private final Map<Integer, PendingCommit> sent = new ConcurrentHashMap<>();
    private final Map<Integer, KeyId> proving = new ConcurrentHashMap<>();
    private final Set<KeyId> proven = new HashSet<>();
    /** Keys that nobody acts under any more, but for commits that are under way. Added to by any thread. */
    private final Set<KeyId> released = ConcurrentHashMap.newKeySet();
    private final Deque<PendingCommit> unanswered = new ArrayDeque<>();
    private final Inquiries inquiries = new Inquiries();
    private Deque<PendingCommit> unsent = new ArrayDeque<>();
    /** What the server could not take when it was sent over this connection, in order. */
    private volatile Deque<PendingCommit> aside = new ConcurrentLinkedDeque<>();
    private @Nullable Conversation conversation;
    private int channel;
    private boolean admitted;

    /**
     * @param others take over where one thread has sent enough for all
     * @param hurry is run when there are commits and no connection to send them on
     * @param absence of the server
     * @param timer by which that is done that has to wait
     */
    Uplink(ChainId chain, Outgoing outgoing, ServiceLine services, Executor others, Runnable hurry, Absence absence,
            Timer timer) {
        this.timer = timer;
        this.chain = chain;
        this.services = services;
        this.turn = new Serial(others);
        this.outgoing = outgoing;
        this.hurry = hurry;
        this.absence = absence;
    }

    /** Something that waits for the proof of a key. */
    private record Saying(HeldKeys key, IntFunction<ServiceRequest> message, Consumer<String> unproven) {}

    /** What is said of services over one connection. */
    private final class Way implements ServiceLine.Link {
        private final Conversation over;
        private final int on;

        private Way(Conversation over, int on) {
            this.over = over;
            this.on = on;
        }

        @Override
        public int channel() {
            return on;
        }

        @Override
        public void say(ServiceRequest message) {
            turn.here(() -> {
                if (conversation == over && admitted) {
                    over.send(message);
                }
            });
        }

        @Override
        public void say(HeldKeys key, IntFunction<ServiceRequest> message, Consumer<String> unproven) {
            turn.here(() -> {
                if (conversation == over && admitted) {
                    sayings.add(new Saying(key, message, unproven));
                    List<ToServer> messages = new ArrayList<>();
                    addSayings(messages);
                    Uplink.this.say(messages);
                }
            });
        }
    }

    /** What is said of services waits for nothing but the proof of its own key. */
    private void addSayings(List<ToServer> messages) {
        for (Iterator<Saying> each = sayings.iterator(); each.hasNext();) {
            Saying saying = each.next();
            try {
                if (proveIfNeeded(List.of(saying.key), messages)) {
                    each.remove();
                    messages.add(saying.message.apply(conversation().nextRequest()));
                }
            } catch (IllegalStateException e) { // its keys were closed
                each.remove();
                saying.unproven.accept(String.valueOf(e.getMessage()));
            }
        }
    }

    /** There is a connection, on which nothing is proven yet, and the chain's channel on it. */
    void connected(Conversation with, int on) {
        turn.here(() -> {
            disconnect();
            conversation = with;
            channel = on;
        });
    }

    /** The server has admitted this client: commits may go, first those that are unanswered. */
    void admitted() {
        turn.here(() -> {
            admitted = true;
            pump();
            Conversation present = conversation;
            if (present != null) {
                services.connected(new Way(present, channel));
            }
        });
    }

    void disconnected() {
        turn.here(() -> {
            disconnect();
            takeBackIfAway();
        });
    }

    /** There may be commits to send. */
    void arrived() {
        turn.here(this::pump);
    }

    /** Proves keys that nothing was sent under yet. */
    void prove(List<HeldKeys> keys) {
        turn.here(() -> {
            List<ToServer> messages = new ArrayList<>();
            try {
                proveIfNeeded(keys, messages);
            } catch (IllegalStateException _) {
                // closed meanwhile: commits under them are told so when they come
            }
            say(messages);
        });
    }

    /** Takes the proofs of these keys back as soon as everything that acts under them has been sent. */
    void release(Set<KeyId> keys) {
        released.addAll(keys); // at once: what is handed over from now on may need the room, and be sent in this turn
        turn.here(() -> {
            List<ToServer> messages = new ArrayList<>();
            takeProofsBack(Set.copyOf(released), messages);
            say(messages);
        });
    }

    /** The server has taken a proof. */
    void proved(int request) {
        turn.here(() -> {
            KeyId key = proving.remove(request);
            if (key != null) {
                proven.add(key);
                pump();
            }
        });
    }

    /** Tells whether that request, if it was a proof of this chain's, is one that has no answer yet. */
    boolean isProof(int request) {
        return proving.containsKey(request);
    }

    /** Tells whether proofs are under way. */
    boolean isProving() {
        return !proving.isEmpty();
    }

    /** The server refuses a proof: no commit under that key can be sent. */
    void proofRefused(int request, Reason reason, String text) {
        turn.here(() -> {
            KeyId key = proving.remove(request);
            for (Saying each : List.copyOf(sayings)) {
                if (each.key.id().equals(key)) {
                    sayings.remove(each);
                    each.unproven.accept(text);
                }
            }
            for (PendingCommit commit : List.copyOf(unsent)) {
                if (key != null && commit.commit().statement().keys().contains(key)) {
                    CommitRejectedException refusal = refusal(reason, text);
                    outgoing.strand(commit, commit.isKept()
                            ? new ChainUnavailableException("the commit stays in the outbox: " + refusal.getMessage(),
                                    refusal)
                            : refusal);
                }
            }
            for (Inquiry inquiry : inquiries.unsent()) {
                if (key != null && inquiry.keys().stream().anyMatch(each -> each.id().equals(key))) {
                    inquiries.failed(inquiry, refusal(reason, text));
                }
            }
            pump();
        });
    }

    private static CommitRejectedException refusal(Reason reason, String text) {
        return reason == Reason.LIMIT
                ? CommitRejectedException.of(reason, "too many keys act on this chain at a time: close handles that "
                        + "\"as\" gave for sessions which are done (" + text + ")", null)
                : CommitRejectedException.of(Reason.NOT_PROVEN, text, null);
    }

    /**
     * The server cannot take the commit now, or what it says of it may be for want of one that it could not take. It is
     * sent again after a while, or over the next connection, as it is; until then nothing else is sent, as that may
     * build on it. For the chain's owner.
     */
    void putAside(PendingCommit commit) {
        Deque<PendingCommit> here = aside;
        boolean first = here.isEmpty();
        here.addLast(commit); // at once: the next answer is looked at by whether there is one
        turn.here(() -> {
            Conversation over = conversation;
            if (first && over != null) {
                var _ = timer.after(LATER, () -> turn.here(() -> sendAgain(over)));
            }
            pump(); // nothing goes, unless it was put there when all was sent again
        });
    }

    /** Tells whether something was put aside, so that a refusal of what was sent behind it says nothing. */
    boolean hasPutAside() {
        return !aside.isEmpty();
    }

    private void sendAgain(Conversation over) {
        if (conversation == over) {
            aside.addAll(unsent);
            unsent = aside;
            aside = new ConcurrentLinkedDeque<>();
            pump();
        }
    }

    /** Runs {@code task} in turn with all that happens here. */
    void inTurn(Serial.Small task) {
        turn.here(task);
    }

    /** Asks the server as soon as there is a connection and the keys that it takes are proven. */
    void ask(Inquiry inquiry) {
        turn.here(() -> {
            if (inquiry.isForNow() && absence.isTold()) {
                hurry.run();
                inquiry.failed(absence.unavailable("the server cannot be asked"));
            } else {
                inquiries.add(inquiry);
                pump();
            }
        });
    }

    /**
     * Nothing goes on soon: gives these locks back, so that nobody waits for the ends of their leases. It waits for no
     * answer, nor for the proof of a key that the connection has not had yet: there the lease runs out.
     *
     * @param taken those that the server may have given, told in turn
     */
    void giveBack(Supplier<List<LockClaim>> taken) {
        turn.here(() -> {
            if (!admitted) {
                return;
            }
            List<ToServer> messages = new ArrayList<>();
            for (LockClaim each : taken.get()) {
                if (proven.contains(each.holder().key())) {
                    messages.add(new Unlock(channel, conversation().nextRequest(), each.holder(), each.object()));
                }
            }
            say(messages);
        });
    }

    /** Nothing goes on: whoever waits for the answer to an inquiry, or comes to ask, is told the cause. */
    void end(RuntimeException cause) {
        turn.here(() -> inquiries.end(cause));
    }

    /** Tells whether that request was an inquiry that has no answer yet. */
    boolean isInquiry(int request) {
        return inquiries.has(request);
    }

    /** Tells whether that request was an inquiry that has no answer yet, and which such a message does not answer. */
    boolean isMissedBy(int request, ToClient message) {
        return inquiries.isMissedBy(request, message);
    }

    /** The server has answered an inquiry. */
    void answered(int request, ToClient answer) {
        turn.here(() -> inquiries.answered(request, answer));
    }

    /** The unanswered commit that was sent under that request on this connection, or null. */
    @Nullable
    PendingCommit sentAs(int request) {
        return sent.get(request);
    }

    private void disconnect() {
        conversation = null;
        admitted = false;
        sayings.clear();
        services.disconnected();
        sent.clear();
        proving.clear();
        proven.clear();
        unsent = new ArrayDeque<>(unanswered);
        aside = new ConcurrentLinkedDeque<>();
        inquiries.disconnected();
    }

    private void pump() {
        if (conversation == null) {
            takeBackIfAway();
            hurry.run();
            return;
        }
        if (absence.isUnwanted()) {
            takeBackIfAway();
            return;
        }
        if (!admitted) {
            return;
        }
        forgetAnswered();
        Set<KeyId> free = Set.copyOf(released); // what acts under them has been handed over
        List<PendingCommit> more = outgoing.take();
        unanswered.addAll(more);
        unsent.addAll(more);
        List<ToServer> messages = new ArrayList<>(unsent.size());
        takeProofsBack(free, messages); // there is room for so many: before others are proven
        for (PendingCommit next = unsent.peekFirst(); next != null
                && aside.isEmpty(); next = unsent.peekFirst()) {
            if (!next.answer().isDone() && !send(next, messages)) {
                break; // and all that come after it wait too, since the order stays
            }
            unsent.removeFirst();
        }
        addSayings(messages);
        inquire(messages);
        takeProofsBack(free, messages);
        say(messages);
    }

    /**
     * Where the server is away, and whoever needs it is told so, what has not gone is taken back: the last first, so
     * that each is told this, and not that what it builds on was refused.
     */
    private void takeBackIfAway() {
        if (!absence.isTold()) {
            return;
        }
        forgetAnswered();
        unanswered.addAll(outgoing.take());
        List<PendingCommit> here = new ArrayList<>();
        unanswered.removeIf(each -> !each.answer().isDone() && !each.isKept() && each.withdraw() && here.add(each));
        unsent = new ArrayDeque<>(unanswered);
        here.reversed().forEach(each -> outgoing.fail(each, absence.readOnly()));
    }

    /**
     * What was sent under a key counts as such, also when its proof is taken back right behind it. A proof that is
     * still being looked at is taken back when it is answered. What may have to be sent once more, on another
     * connection, is remembered until it is answered.
     */
    private void takeProofsBack(Set<KeyId> keys, List<ToServer> messages) {
        for (KeyId key : keys) {
            if (!proving.containsValue(key) && !anyActsUnder(key, unsent)) {
                if (proven.remove(key)) {
                    messages.add(new Unprove(channel, key));
                }
                if (!anyActsUnder(key, unanswered)) {
                    released.remove(key);
                }
            }
        }
    }

    private static boolean anyActsUnder(KeyId key, Deque<PendingCommit> commits) {
        return commits.stream()
                .anyMatch(each -> !each.answer().isDone() && each.commit().statement().keys().contains(key));
    }

    /** Sends a commit, or tells that its keys have to be proven first. */
    private boolean send(PendingCommit commit, List<ToServer> messages) {
        try {
            if (commit.commit().signatures().isEmpty() && !proveIfNeeded(commit.keys(), messages)) {
                return false;
            }
        } catch (IllegalStateException e) { // its keys were closed
            outgoing.strand(commit, e);
            return true;
        }
        if (commit.depart()) {
            messages.add(message(commit));
        }
        return true;
    }

    /** Asks what waits to be asked, and whose keys are proven. */
    private void inquire(List<ToServer> messages) {
        for (Inquiry inquiry : inquiries.unsent()) {
            try {
                if (proveIfNeeded(inquiry.keys(), messages)) {
                    int request = conversation().nextRequest();
                    inquiries.sent(inquiry, request);
                    messages.add(inquiry.ask(channel, request));
                }
            } catch (IllegalStateException e) { // its keys were closed
                inquiries.failed(inquiry, e);
            }
        }
    }

    private ToServer message(PendingCommit commit) {
        int request = conversation().nextRequest();
        sent.put(request, commit);
        var _ = commit.answer().whenComplete((_, _) -> sent.remove(request, commit));
        return new CommitMessage(channel, request, commit.commit().encode());
    }

    /** Tells whether all these keys are proven; where not, sees to it that they will be. */
    private boolean proveIfNeeded(List<HeldKeys> keys, List<ToServer> messages) {
        boolean all = true;
        for (HeldKeys key : keys) {
            if (!proven.contains(key.id())) {
                all = false;
                if (!proving.containsValue(key.id())) {
                    messages.add(proof(key));
                }
            }
        }
        return all;
    }

    private ToServer proof(HeldKeys key) {
        Slice signature = KeyProof.PROVE.sign(key, conversation().transcript(), chain); // unless it is closed
        int request = conversation().nextRequest();
        proving.put(request, key.id());
        return new Prove(channel, request, Slice.of(key.publicKeys().encoded()), signature);
    }

    private Conversation conversation() {
        Conversation present = conversation;
        if (present == null) {
            throw new IllegalStateException("there is no connection");
        }
        return present;
    }

    private void say(List<ToServer> messages) {
        Conversation present = conversation;
        if (present != null && !messages.isEmpty()) {
            present.send(messages);
        }
    }

    private void forgetAnswered() {
        while (!unanswered.isEmpty() && unanswered.getFirst().answer().isDone()) {
            unanswered.removeFirst();
        }
    }
}
