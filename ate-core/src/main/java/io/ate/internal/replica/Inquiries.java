package io.ate.internal.replica;

import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a chain's server is asked beside commits, over one connection after the other. Confined to the turn of its
 * {@link Uplink}, but for {@link #has} and {@link #isMissedBy}.
 */
final class Inquiries {
    private final Map<Integer, Inquiry> sent = new ConcurrentHashMap<>();
    private final Deque<Inquiry> unanswered = new ArrayDeque<>();
    private Deque<Inquiry> unsent = new ArrayDeque<>();
    private @Nullable RuntimeException ended;

    void add(Inquiry inquiry) {
        RuntimeException cause = ended;
        if (cause != null) {
            inquiry.failed(cause);
            return;
        }
        unanswered.add(inquiry);
        unsent.add(inquiry);
    }

    /** Nothing is asked any more: whoever waits for an answer, or comes to ask, is told the cause. */
    void end(RuntimeException cause) {
        ended = cause;
        sent.clear();
        unsent.clear();
        for (Inquiry each = unanswered.poll(); each != null; each = unanswered.poll()) {
            if (!each.isOver()) {
                each.failed(cause);
            }
        }
    }

    /** The connection is gone: what has no answer is asked again on the next one. */
    void disconnected() {
        sent.values().forEach(Inquiry::unsent);
        sent.clear();
        unanswered.removeIf(Inquiry::isOver);
        unsent = new ArrayDeque<>(unanswered);
    }

    /** What is to be asked, in order. */
    List<Inquiry> unsent() {
        unsent.removeIf(Inquiry::isOver);
        return new ArrayList<>(unsent);
    }

    void sent(Inquiry inquiry, int request) {
        unsent.remove(inquiry);
        sent.put(request, inquiry);
    }

    /** Tells, to any thread, whether that request was one of these, and has no answer. */
    boolean has(int request) {
        return sent.containsKey(request);
    }

    /** Tells, to any thread, whether that request was one of these, has no answer, and gets none by such a message. */
    boolean isMissedBy(int request, ToClient message) {
        Inquiry inquiry = sent.get(request);
        return inquiry != null && !(message instanceof Rejected) && !inquiry.kind().isInstance(message);
    }

    void answered(int request, ToClient answer) {
        Inquiry inquiry = sent.remove(request);
        if (inquiry != null) {
            unanswered.remove(inquiry);
            if (!inquiry.isOver()) {
                inquiry.answered(answer);
            }
        }
    }

    /** That one is never sent. */
    void failed(Inquiry inquiry, RuntimeException cause) {
        unsent.remove(inquiry);
        unanswered.remove(inquiry);
        if (!inquiry.isOver()) {
            inquiry.failed(cause);
        }
    }
}
