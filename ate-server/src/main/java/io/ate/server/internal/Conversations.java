package io.ate.server.internal;

import io.ate.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The connections whose channel is established. Thread-safe. */
final class Conversations {
    private final Set<Conversation> all = ConcurrentHashMap.newKeySet();
    /** What becomes of those that still come. */
    private volatile Consumer<Conversation> reception = _ -> {
    };

    void add(Conversation conversation) {
        all.add(conversation);
        reception.accept(conversation);
    }

    void remove(Conversation conversation) {
        all.remove(conversation);
    }

    /** Has all of them, and those that still come, end as soon as what their clients sent is answered. */
    void goAway() {
        receive(Conversation::goAway);
    }

    /** Ends all of them now, and those that still come at once. */
    void cut(Reason reason, String text) {
        receive(each -> each.cut(reason, text));
    }

    private void receive(Consumer<Conversation> how) {
        reception = how; // first, so that nobody slips in between
        all.forEach(how);
    }
}
