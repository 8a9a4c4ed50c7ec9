package io.ate.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between clients and a server, and can cut them off from each other. Thread-safe. */
public final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Passage fromServer;
    private volatile int server;
    private volatile boolean cut;

    /** How what comes in on one side goes out on the other. */
    @FunctionalInterface
    interface Passage {
        /** Returns when no more comes. */
        void pass(InputStream in, OutputStream out) throws IOException;
    }

    public CuttingProxy(int server) throws IOException {
        this(server, InputStream::transferTo);
    }

    /** @param fromServer how what the server sends gets to the client */
    CuttingProxy(int server, Passage fromServer) throws IOException {
        this.server = server;
        this.fromServer = fromServer;
        Thread.startVirtualThread(this::accept);
    }

    /** The server's address as it is to be found here. */
    public String of(String address) {
        return address.replace(":" + server, ":" + listener.getLocalPort());
    }

    /** Breaks all connections, and lets none through until {@link #mend()}. */
    void cut() {
        cut = true;
        breakAll();
    }

    /** Breaks all connections; new ones are let through. */
    public void breakAll() {
        for (Socket each = sockets.poll(); each != null; each = sockets.poll()) {
            close(each);
        }
    }

    /** Lets connections through again. */
    void mend() {
        cut = false;
    }

    /** From now on leads to another server. */
    void leadTo(int port) {
        server = port;
    }

    private void accept() {
        try {
            for (;;) {
                Socket client = listener.accept();
                sockets.add(client);
                if (cut) {
                    close(client);
                } else {
                    join(client);
                }
            }
        } catch (IOException _) {
            // closed: nobody else comes
        }
    }

    private void join(Socket client) {
        try {
            Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(there);
            Thread.startVirtualThread(() -> pass(client, there, InputStream::transferTo));
            Thread.startVirtualThread(() -> pass(there, client, fromServer));
            if (cut) {
                breakAll();
            }
        } catch (IOException _) { // no server is there, as the client is told by the end of its connection
            close(client);
        }
    }

    private static void pass(Socket from, Socket to, Passage passage) {
        try (from; to) {
            passage.pass(from.getInputStream(), to.getOutputStream());
        } catch (IOException _) {
            // either side has gone, and both sockets go with it
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
