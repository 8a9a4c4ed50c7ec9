package io.ate.client.internal;

import io.ate.internal.replica.Delays;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A share in the event loops of this program, one for two cores: all clients have the same ones, from the first client
 * until the last has let go of them. By epoll where it is available, else by NIO. Thread-safe. They are daemons, so
 * forgetting to close keeps no program alive.
 */
public final class ClientLoops implements AutoCloseable {
    /** So long nothing must be going on before the loops end: of what was just begun some task may be yet to come. */
    private static final long QUIET = 10;
    private static final long PATIENCE = 5_000;
    private static final Shared SHARED = new Shared();

    private final EventLoopGroup loops = SHARED.enter();
    private final Lock beginning = new ReentrantLock();
    private boolean closed;

    /** The loops of this program, as long as somebody uses them. Thread-safe. */
    private static final class Shared {
        private final Lock lock = new ReentrantLock();
        private @Nullable EventLoopGroup loops;
        private int users;

        EventLoopGroup enter() {
            lock.lock();
            try {
                EventLoopGroup present = loops == null ? start() : loops;
                loops = present;
                users++;
                return present;
            } finally {
                lock.unlock();
            }
        }

        /** Tells whether that was the last one. */
        boolean leave() {
            lock.lock();
            try {
                users--;
                if (users == 0) {
                    loops = null;
                }
                return users == 0;
            } finally {
                lock.unlock();
            }
        }

        private static EventLoopGroup start() {
            return new MultiThreadIoEventLoopGroup(Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                    new DefaultThreadFactory("ate-client-net", true),
                    Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        }
    }

    Bootstrap bootstrap(Duration timeout) {
        return new Bootstrap().group(loops)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()));
    }

    /**
     * Runs a task that begins something on the loops, which must not take long: they take it to an end, also if they
     * are closed directly afterwards. Does nothing, and tells so, once they are closed.
     */
    boolean begin(Runnable task) {
        beginning.lock();
        try {
            boolean open = !closed;
            if (open) {
                task.run();
            }
            return open;
        } finally {
            beginning.unlock();
        }
    }

    private boolean isClosedFirst() {
        beginning.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            beginning.unlock();
        }
    }

    /**
     * Runs a task later, on an event loop, which it must not hold up. Once the loops have ended nobody waits for
     * anything any more, and it never runs.
     */
    public Delays.Pending after(long millis, Runnable task) {
        try {
            Future<?> scheduled = loops.schedule(task, millis, TimeUnit.MILLISECONDS);
            return () -> cancel(scheduled);
        } catch (RejectedExecutionException _) {
            return () -> {
                // there is nothing to let go of
            };
        }
    }

    private static void cancel(Future<?> scheduled) {
        try {
            scheduled.cancel(false);
        } catch (RejectedExecutionException _) {
            // The loop has just ended, and has let go of everything with that.
        }
    }

    /** Gives the share back; with the last one the loops end, which only a thread of theirs does not wait for. */
    @Override
    public void close() {
        if (isClosedFirst() && SHARED.leave()) {
            var ended = loops.shutdownGracefully(QUIET, PATIENCE, TimeUnit.MILLISECONDS);
            if (!isOnLoop()) {
                ended.awaitUninterruptibly();
            }
        }
    }

    /** Tells whether this is a thread of theirs, which must not wait for what they do. */
    boolean isOnLoop() {
        for (EventExecutor each : loops) {
            if (each.inEventLoop()) {
                return true;
            }
        }
        return false;
    }
}
