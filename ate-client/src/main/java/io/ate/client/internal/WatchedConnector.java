package io.ate.client.internal;

import io.ate.PublicKeys;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.ServiceNews;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.replica.Connector;
import io.ate.internal.replica.Line;
import io.ate.internal.wire.Hash;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connector that keeps in mind what went wrong last, for whoever waits in vain, and tells people of it: each thing
 * once while the server is away, and once that it is back. A server is back when something comes of what it says: an
 * answer, or a chain to its end. Where connections come about and break in the midst of that, it is not. Thread-safe.
 */
final class WatchedConnector implements Connector {
    private final ServerPlace server;
    private final Connector connector;
    private final Consumer<String> notices;
    private final Set<String> told = new HashSet<>();
    private @Nullable String fault;
    private boolean known;

    /** @param notices takes lines for people */
    WatchedConnector(ServerPlace server, Connector connector, Consumer<String> notices) {
        this.server = server;
        this.connector = connector;
        this.notices = notices;
    }

    /** Why there is no connection now, if there is none. */
    synchronized Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    private synchronized void note(@Nullable String why) {
        fault = why;
    }

    /** Tells whether this was not told yet since the server went away. */
    private synchronized boolean isNews(String why) {
        return told.add(why);
    }

    /** Tells whether the server was there before, so that some chain may be open, which goes on waiting for it. */
    private synchronized boolean isKnown() {
        return known;
    }

    /** Tells whether anybody was told that the server is away. */
    private synchronized boolean isBackAfterNews() {
        known = true;
        boolean wasTold = !told.isEmpty();
        told.clear();
        return wasTold;
    }

    private static boolean isResult(ToClient message) {
        return switch (message) {
            case Live _,Committed _,Rejected _,Loaded _,Compacted _,LoadedObjects _,Closed _,ChainList _,ServerStatus _,Dropped _,ProofAnswer _,LockResult _,Synced _ ->
                    true;
            case Opened _,Proved _,Events _,ServiceNews _,Notice _,Part _ -> false;
        };
    }

    @Override
    public void connect(Receiver receiver) {
        connector.connect(new Watcher(receiver));
    }

    private final class Watcher implements Receiver {
        private final Receiver receiver;
        private volatile boolean closedHere;
        private boolean fruitful;

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
        public void established(Line line) {
            receiver.established(new Line() {
                @Override
                public Hash transcript() {
                    return line.transcript();
                }

                @Override
                public PublicKeys identity() {
                    return line.identity();
                }

                @Override
                public void send(List<ToServer> messages) {
                    line.send(messages);
                }

                @Override
                public void close(String why) {
                    closedHere = true;
                    line.close(why);
                }
            });
        }

        @Override
        public void received(List<ToClient> messages) {
            note(null);
            if (!fruitful && messages.stream().anyMatch(WatchedConnector::isResult)) {
                fruitful = true;
                if (isBackAfterNews()) {
                    notices.accept("connected to " + server);
                }
            }
            receiver.received(messages);
        }

        @Override
        public void ended(End end) {
            switch (end) {
                case End.Lost(String why) -> {
                    note(why);
                    if (!closedHere && isNews(why)) {
                        notices.accept(why + " (trying again)");
                    }
                }
                case End.Refused(HandshakeFailure failure, String why) -> {
                    note(why);
                    if (failure != HandshakeFailure.IDENTITY && isKnown() && isNews(why)) {
                        notices.accept(why + " (trying again)");
                    } // else whoever waits for a chain is told
                }
            }
            receiver.ended(end);
        }
    }
}
