package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.lock.LockDesk;
import io.ate.internal.lock.LockLimits;
import io.ate.internal.lock.Timer;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.sequence.Serial;
import io.ate.internal.trust.Fences;
import io.ate.internal.view.ChainState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gives the locks of a chain that lives in this process alone, as a server does. Confined to the chain's owner. */
final class LocalDesk {
    private static final int CHANNEL = 1;

    private final LockDesk desk;
    private int requests;

    /** @param view what is durable of the chain */
    LocalDesk(RedoLog log, ChainState view, Supplier<? extends LockDesk.Order> order, Timer timer, Serial owner) {
        desk = new LockDesk(log.starts(), new AtomicLong()::incrementAndGet, LockLimits.USUAL, view, order, timer,
                () -> owner.execute(this::due));
    }

    private record Local(int channel, int request, Inquiry inquiry) implements LockDesk.Asker {
        /** This program, whatever it does. */
        @Override
        public Object origin() {
            return Local.class;
        }

        @Override
        public void answer(ToClient answer) {
            if (!inquiry.isOver()) {
                inquiry.answered(answer);
            }
        }
    }

    Fences fences() {
        return desk;
    }

    void published(List<Event> events) {
        desk.published(events);
    }

    /** Does what is asked, unless nobody wants it any more. */
    void ask(Inquiry inquiry) {
        if (inquiry.isOver()) {
            return;
        }
        Set<KeyId> keys = inquiry.keys().stream().map(HeldKeys::id).collect(Collectors.toUnmodifiableSet());
        Local asker = new Local(CHANNEL, ++requests, inquiry);
        switch (inquiry.ask(CHANNEL, asker.request())) {
            case LockRequest lock -> desk.lock(lock, keys, asker);
            case Unlock unlock -> desk.unlock(unlock, keys, asker);
            default -> throw new IllegalArgumentException("nothing but locks is asked of a chain without a server");
        }
    }

    void close() {
        desk.close();
    }

    private void due() {
        desk.due();
    }
}
