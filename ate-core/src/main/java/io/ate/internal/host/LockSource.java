package io.ate.internal.host;

import io.ate.internal.lock.LockDesk;
import io.ate.internal.protocol.ToClient;

/** A wish for a lock that came over a connection: knows where its answer goes. Immutable. */
record LockSource(Channels channels, Subscription subscription, int request) implements LockDesk.Asker {
    @Override
    public int channel() {
        return subscription.channel();
    }

    @Override
    public Object origin() {
        return subscription;
    }

    @Override
    public void answer(ToClient answer) {
        channels.tell(answer);
    }
}
