package io.ate.client.internal;

import io.ate.internal.replica.Transport;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport that keeps in mind what went wrong last, for whoever waits in vain, and says once that a server is away.
 * Thread-safe.
 */
final class WatchedTransport implements Transport {
    private final Transport transport;
    private final Consumer<String> notices;
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();

    WatchedTransport(Transport transport, Consumer<String> notices) {
        this.transport = transport;
        this.notices = notices;
    }

    /** Why there is no connection now, if there is none. */
    Optional<String> fault() {
        return Optional.ofNullable(fault.get());
    }

    @Override
    public void connect(Receiver receiver) {
        transport.connect(new Watcher(receiver));
    }

    private final class Watcher implements Receiver {
        private final Receiver receiver;
        private volatile boolean closedHere;
        private boolean greeted;

        private Watcher(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void connected(Sink sink) {
            receiver.connected(new Sink() {
                @Override
                public void execute(Runnable task) {
                    sink.execute(task);
                }

                @Override
                public void send(List<Slice> frames) {
                    sink.send(frames);
                }

                @Override
                public void close() {
                    closedHere = true;
                    sink.close();
                }
            });
        }

        @Override
        public void received(Slice frame) {
            if (!greeted) {
                greeted = true;
                fault.set(null);
            }
            receiver.received(frame);
        }

        @Override
        public void ended(String why) {
            if (fault.getAndSet(why) == null && !closedHere) {
                notices.accept(why + " (trying again)");
            }
            receiver.ended(why);
        }
    }
}
