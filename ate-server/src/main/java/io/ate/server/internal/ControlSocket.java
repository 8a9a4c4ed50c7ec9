package io.ate.server.internal;

import io.ate.AteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands from whoever owns the data folder of a running server. Thread-safe. Who has gone is not worked for any
 * longer: what reports progress to him ends.
 */
final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    /** So many are listened to at a time; one more waits to be. */
    private static final int CALLERS = 4;

    private final ControlPlace place;
    private final Map<String, Command> commands;
    private final ServerSocketChannel listening;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(CALLERS);
    private volatile boolean closed;

    /** Carries out a command, and gives what came of it. */
    @FunctionalInterface
    interface Command {
        Map<String, String> run(Map<String, String> terms, Told told) throws IOException;
    }

    /** Who gave a command hears how far it has come. */
    @FunctionalInterface
    interface Told {
        /**
         * So much is done.
         *
         * @throws RuntimeException if he has gone
         */
        void at(String what, long done, long total);
    }

    private ControlSocket(ControlPlace place, Map<String, Command> commands, ServerSocketChannel listening) {
        this.place = place;
        this.commands = Map.copyOf(commands);
        this.listening = listening;
    }

    /** Listens in that data folder, whose store this process has open. */
    static ControlSocket open(Path data, Map<String, Command> commands) throws IOException {
        ControlPlace place = new ControlPlace(data);
        var ownersAlone = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(place.folder())) {
            Files.createDirectory(place.folder(), PosixFilePermissions.asFileAttribute(ownersAlone));
        }
        Files.setPosixFilePermissions(place.folder(), ownersAlone);
        Files.deleteIfExists(place.socket()); // of a server that was killed
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        try {
            var _ = place.use(listening::bind);
            Files.setPosixFilePermissions(place.socket(), PosixFilePermissions.fromString("rw-------"));
            bound = true;
        } finally {
            if (!bound) {
                listening.close();
            }
        }
        ControlSocket socket = new ControlSocket(place, commands, listening);
        var _ = Thread.ofVirtual().name("ate-control").start(socket::accept);
        return socket;
    }

    private void accept() {
        try {
            while (!closed) {
                room.acquire();
                SocketChannel caller = listening.accept();
                open.add(caller);
                var _ = Thread.ofVirtual().name("ate-control-", 0).start(() -> serve(caller));
            }
        } catch (ClosedChannelException _) {
            // which is how it ends
        } catch (IOException e) {
            LOG.warn("commands are not taken any more for {}: {}", place.data(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel caller) {
        try (caller) {
            answer(caller).send(caller);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("whoever gave a command has gone", e);
        } finally {
            open.remove(caller);
            room.release();
        }
    }

    private ControlMessage answer(SocketChannel caller) throws IOException {
        if (!(ControlMessage.receive(caller) instanceof ControlMessage.Command(String name, var terms))) {
            return new ControlMessage.Failed("that is no command");
        }
        Command command = commands.get(name);
        if (command == null) {
            return new ControlMessage.Failed("this server knows no command " + name + ": is it an older one?");
        }
        try {
            return new ControlMessage.Done(command.run(terms, (what, done, total) -> tell(caller, what, done, total)));
        } catch (Gone e) {
            throw e.cause();
        } catch (AteException | IllegalArgumentException | UncheckedIOException | IOException e) {
            return new ControlMessage.Failed(shortened(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("the command {} failed: this is a mistake in the server", name, e);
            return new ControlMessage.Failed("this is a mistake in the server, whose log says more: " + e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= ControlMessage.LONGEST / 8 ? text : text.substring(0, ControlMessage.LONGEST / 8) + "…";
    }

    private void tell(SocketChannel caller, String what, long done, long total) {
        try {
            if (closed) {
                throw new IOException("the server stops");
            }
            new ControlMessage.Progress(what, done, total).send(caller);
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    /** Ends a command for nobody. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient IOException cause;

        Gone(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        IOException cause() {
            return cause;
        }
    }

    /** Takes no more commands; who waits for one is cut off. */
    @Override
    public void close() {
        closed = true;
        try {
            listening.close();
            for (SocketChannel each : open) {
                each.close();
            }
            Files.deleteIfExists(place.socket());
        } catch (IOException e) {
            LOG.warn("the control socket in {} did not close well: {}", place.data(), e.getMessage());
        }
    }
}
