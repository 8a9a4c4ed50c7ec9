package io.ate.internal.simulation;

import io.ate.internal.host.Outlet;
import io.ate.internal.protocol.MessageCodec;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One connection: messages travel as bytes, in order, each way with its own delay, until the link is cut; then what is
 * under way is lost, and each end hears of it in its own time. What arrives passes through a meddler's hands.
 */
final class Link {
    private static final int WINDOW = 8;

    private final Schedule schedule;
    private final Direction<ToServer> toServer;
    private final Direction<ToClient> toClient;
    private boolean cut;

    Link(Schedule schedule, Meddler meddler) {
        this.schedule = schedule;
        toServer = new Direction<>(MessageCodec::decodeToServer, message -> meddler.toServer(message, this::answer));
        toClient = new Direction<>(MessageCodec::decodeToClient, meddler::toClient);
    }

    private void answer(ToClient message) {
        toClient.send(MessageCodec.encode(message));
    }

    void deliverToServer(Consumer<List<ToServer>> receive, Runnable gone, Executor receiver) {
        toServer.begin(receive, gone, receiver);
    }

    void deliverToClient(Consumer<List<ToClient>> receive, Runnable gone, Executor receiver) {
        toClient.begin(receive, gone, receiver);
    }

    void sendToServer(ToServer message) {
        toServer.send(MessageCodec.encode(message));
    }

    /** Has {@code writable} run when the server's side of the socket takes more again. */
    void whenServerMayWrite(Runnable writable) {
        toClient.drained = writable;
    }

    Outlet outletOfServer() {
        return new Outlet() {
            @Override
            public void send(ToClient message) {
                answer(message);
            }

            @Override
            public boolean isWritable() {
                return toClient.waiting.size() < WINDOW;
            }

            @Override
            public void read(boolean going) {
                toServer.going = going;
                toServer.wake();
            }

            @Override
            public void close(String reason) {
                cut();
            }
        };
    }

    boolean isCut() {
        return cut;
    }

    /** The network fails. */
    void cut() {
        if (!cut) {
            cut = true;
            toServer.end();
            toClient.end();
        }
    }

    private interface Decoder<M> {
        M decode(Slice bytes) throws MalformedException;
    }

    /** One way of the link. */
    private final class Direction<M> {
        private final Decoder<M> decoder;
        private final Function<M, List<M>> meddler;
        private final Deque<Slice> waiting = new ArrayDeque<>();
        private Consumer<List<M>> receive = messages -> {
        };
        private Runnable gone = () -> {
        };
        private Runnable drained = () -> {
        };
        private Executor receiver = Runnable::run;
        private boolean begun;
        private boolean going = true;
        private boolean underWay;

        private Direction(Decoder<M> decoder, Function<M, List<M>> meddler) {
            this.decoder = decoder;
            this.meddler = meddler;
        }

        private void begin(Consumer<List<M>> toReceive, Runnable toHearOfTheEnd, Executor by) {
            receive = toReceive;
            gone = toHearOfTheEnd;
            receiver = by;
            begun = true;
            wake();
        }

        private void send(Slice bytes) {
            if (!cut) {
                waiting.addLast(bytes);
                wake();
            }
        }

        private void wake() {
            if (begun && going && !underWay && !waiting.isEmpty() && !cut) {
                underWay = true;
                schedule.after(schedule.between(0, 15), this::arrive);
            }
        }

        private void arrive() {
            underWay = false;
            if (cut) {
                return;
            }
            List<M> messages = new ArrayList<>();
            for (int left = (int) schedule.between(1, 4); left > 0 && !waiting.isEmpty(); left--) {
                messages.addAll(meddler.apply(decode(waiting.removeFirst())));
            }
            receiver.execute(() -> receive.accept(messages));
            drained.run();
            wake();
        }

        private M decode(Slice bytes) {
            try {
                return decoder.decode(bytes);
            } catch (MalformedException e) {
                throw new IllegalStateException("what one side encodes the other decodes", e);
            }
        }

        private void end() {
            waiting.clear();
            schedule.after(schedule.between(0, 200), gone);
        }
    }
}
