package io.ate.server.internal;

import io.ate.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections whose channel is established. Thread-safe. */
final class Conversations {
    private final Set<Conversation> all = ConcurrentHashMap.newKeySet();
    private volatile boolean goingAway;

    void add(Conversation conversation) {
        all.add(conversation);
        if (goingAway) {
            conversation.goAway();
        }
    }

    void remove(Conversation conversation) {
        all.remove(conversation);
    }

    /** Has all of them, and those that still come, end as soon as what their clients sent is answered. */
    void goAway() {
        goingAway = true;
        all.forEach(Conversation::goAway);
    }

    /** Ends all of them now. */
    void cut(Reason reason, String text) {
        all.forEach(each -> each.cut(reason, text));
    }
}
