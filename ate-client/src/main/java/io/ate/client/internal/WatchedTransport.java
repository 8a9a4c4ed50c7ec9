package io.ate.client.internal;

import io.ate.internal.replica.Transport;
import io.ate.internal.wire.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport that keeps in mind what went wrong last, for whoever waits in vain, and tells people of it: each thing
 * once while the server is away, and once that it is back. Thread-safe.
 */
final class WatchedTransport implements Transport {
    private final ServerPlace server;
    private final Transport transport;
    private final Consumer<String> notices;
    private final Set<String> told = new HashSet<>();
    private @Nullable String fault;

    /** @param notices takes lines for people */
    WatchedTransport(ServerPlace server, Transport transport, Consumer<String> notices) {
        this.server = server;
        this.transport = transport;
        this.notices = notices;
    }

    /** Why there is no connection now, if there is none. */
    synchronized Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    private synchronized void note(String why) {
        fault = why;
    }

    /** Tells whether this was not told yet since the server went away. */
    private synchronized boolean isNews(String why) {
        return told.add(why);
    }

    /** Tells whether anybody was told that the server is away. */
    private synchronized boolean isBackAfterNews() {
        fault = null;
        boolean wasTold = !told.isEmpty();
        told.clear();
        return wasTold;
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
        public void begun(Runnable giveUp) {
            receiver.begun(() -> {
                closedHere = true;
                giveUp.run();
            });
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
                if (isBackAfterNews()) {
                    notices.accept("connected to " + server);
                }
            }
            receiver.received(frame);
        }

        @Override
        public void ended(String why) {
            note(why);
            if (!closedHere && isNews(why)) {
                notices.accept(why + " (trying again)");
            }
            receiver.ended(why);
        }
    }
}
