package io.ate.atedb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between clients and a server, and cuts all connections whenever it is told to. Thread-safe. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    CuttingProxy(int server) throws IOException {
        this.server = server;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        for (;;) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.startVirtualThread(() -> connect(client));
            } catch (IOException _) { // closed: nobody else comes
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client; Socket there = new Socket(InetAddress.getLoopbackAddress(), server)) {
            sockets.add(there);
            Thread back = Thread.startVirtualThread(() -> pass(there, client));
            pass(client, there);
            back.join();
        } catch (IOException _) {
            // the server is away, and so is the client told by the end of its connection
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // either side has gone, and both sockets go with it
        }
    }

    /** Cuts what is connected; who connects anew gets through. */
    void cut() {
        for (Socket next = sockets.poll(); next != null; next = sockets.poll()) {
            close(next);
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
