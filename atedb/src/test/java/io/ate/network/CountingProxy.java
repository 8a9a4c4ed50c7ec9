package io.ate.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between clients and a server, and counts the bytes that the server sends. Thread-safe. */
final class CountingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    CountingProxy(int server) throws IOException {
        this.server = server;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many bytes the server has sent so far. */
    long bytes() {
        return bytes.get();
    }

    private void accept() {
        try {
            for (;;) {
                Socket client = listener.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(there);
                Thread.startVirtualThread(() -> pass(client, there, new AtomicLong()));
                Thread.startVirtualThread(() -> pass(there, client, bytes));
            }
        } catch (IOException _) {
            // closed: nobody else comes
        }
    }

    private static void pass(Socket from, Socket to, AtomicLong count) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[8192];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                count.addAndGet(read);
                out.write(some, 0, read);
            }
        } catch (IOException _) {
            // either side has gone, and both sockets go with it
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : sockets) {
            each.close();
        }
    }
}
