package io.ate.server;

import io.ate.AteConfig;
import io.ate.PublicKeys;
import io.ate.StoreFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.server.internal.Descriptors;
import io.ate.server.internal.Listener;
import io.ate.server.internal.RunningServer;
import io.ate.server.internal.ServerFolder;
import io.ate.server.internal.ServerStore;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A server of chains: it orders commits, makes them durable and hands them to every client. Thread-safe. It listens
 * from the moment it is there until it is closed.
 *
 * {@snippet :
 * try (AteServer server = AteServer.open(Path.of("data"), AteConfig.defaults())) {
 *     System.out.println(server.address());
 *     server.awaitEnd();
 * }
 * }
 */
public final class AteServer implements AutoCloseable {
    private final RunningServer server;
    private final ServerConfig config;

    private AteServer(RunningServer server, ServerConfig config) {
        this.server = server;
        this.config = config;
    }

    /** A server in memory on a free port of 127.0.0.1, with an identity of its own; everything is gone on close. */
    public static AteServer inMemory() {
        return inMemory(ServerConfig.defaults().port(0));
    }

    /**
     * A server in memory, with an identity of its own; everything is gone on close.
     *
     * @throws AddressInUseException if the port is taken
     */
    public static AteServer inMemory(ServerConfig config) {
        return inMemory(AteConfig.defaults(), config);
    }

    /**
     * A server in memory, with an identity of its own; everything is gone on close.
     *
     * @param surroundings where time and random numbers come from; what else they say is for clients
     * @throws AddressInUseException if the port is taken
     */
    public static AteServer inMemory(AteConfig surroundings, ServerConfig config) {
        Objects.requireNonNull(surroundings, "surroundings");
        ServerConfig fitting = Descriptors.ofThisProcess().fit(config, 0);
        return new AteServer(new RunningServer(fitting, surroundings, new MemoryRedoLog(),
                HeldKeys.generate(Entropy.from(surroundings)), Optional.empty()), fitting);
    }

    /**
     * The server whose store is in that folder, on port 5000 of 127.0.0.1.
     *
     * @see #open(Path, AteConfig, ServerConfig)
     */
    public static AteServer open(Path folder) {
        return open(folder, AteConfig.defaults());
    }

    /**
     * The server whose store is in that folder, on port 5000 of 127.0.0.1.
     *
     * @see #open(Path, AteConfig, ServerConfig)
     */
    public static AteServer open(Path folder, AteConfig surroundings) {
        return open(folder, surroundings, ServerConfig.defaults());
    }

    /**
     * The server whose store is in that folder.
     *
     * @see #open(Path, AteConfig, ServerConfig)
     */
    public static AteServer open(Path folder, ServerConfig config) {
        return open(folder, AteConfig.defaults(), config);
    }

    /**
     * The server whose store is in that folder. A missing folder is made, and a new server makes its identity in it
     * ({@code identity.key}, mode 0600): clients know the server by that, so keep a copy where you keep secrets.
     *
     * <p>
     * {@linkplain Backups#take Backups} of the folder can be taken while it runs: it takes commands from the folder's
     * owner on a socket there ({@code control/socket}).
     *
     * <p>
     * It bears fewer {@linkplain #connections() connections} than the limits say if the process may not have as many
     * files open.
     *
     * @param surroundings where time and random numbers come from; what else they say is for clients
     * @throws io.ate.StoreInUseException if a server runs on that folder already
     * @throws StoreFailedException if the store cannot be opened as it is
     * @throws io.ate.KeyFileException if the identity cannot be read or written
     * @throws AddressInUseException if the port is taken
     * @throws io.ate.AteException if the process may not even have as many files open as the store needs
     */
    public static AteServer open(Path folder, AteConfig surroundings, ServerConfig config) {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(surroundings, "surroundings");
        ServerConfig fitting = Descriptors.ofThisProcess().fit(config, ServerFolder.OPEN_FILES);
        Listener.demandFree(fitting);
        ServerFolder opened = ServerFolder.open(folder, Entropy.from(surroundings));
        return new AteServer(
                new RunningServer(fitting, surroundings, opened.log(), opened.identity(),
                        Optional.of(new ServerStore(folder, opened.log()))),
                fitting);
    }

    /** Where clients find this server, and by what they know it: {@code ws://127.0.0.1:5000/db#<fingerprint>}. */
    public String address() {
        InetSocketAddress address = server.address();
        String host = address.getAddress().getHostAddress();
        return "ws://" + (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":"
                + address.getPort() + "/db#" + identity().fingerprint();
    }

    /** The port on which it listens. */
    public int port() {
        return server.address().getPort();
    }

    /** By what clients know this server. */
    public PublicKeys identity() {
        return server.identity().publicKeys();
    }

    /** How many connections it bears: what its limits say, or fewer if the process may not have as many files open. */
    public int connections() {
        return config.limits().connections();
    }

    /** How many chains it has. */
    public int chains() {
        return server.chains();
    }

    /** How many bytes its store takes on disk; none in memory. */
    public long storeBytes() {
        return server.storeBytes();
    }

    /**
     * Waits until the server serves nobody any more.
     *
     * @return the failure of the store that ended it, after which it still is to be closed; empty if it was closed
     */
    public Optional<StoreFailedException> awaitEnd() throws InterruptedException {
        return server.awaitEnd();
    }

    /** Has {@code listener} told, by a thread of the server's, when the store fails and nobody is served any more. */
    public void onFailure(Consumer<? super StoreFailedException> listener) {
        Objects.requireNonNull(listener, "listener");
        var _ = server.end().thenAccept(failure -> failure.ifPresent(listener));
    }

    @Override
    public String toString() {
        return "AteServer at " + address();
    }

    /**
     * Stops: accepts nobody any more, answers what has come, at most for the time of grace, makes it durable, and tells
     * clients that it goes. Closing again waits until it has stopped.
     */
    @Override
    public void close() {
        server.close();
    }
}
