package io.ate.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between clients and a server, lets them shake hands, and then changes the last byte of each frame that the
 * server sends. Thread-safe.
 */
final class ChangingProxy implements AutoCloseable {
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger changed = new AtomicInteger();

    ChangingProxy(int server) throws IOException {
        this.server = server;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many frames it has changed. */
    int changed() {
        return changed.get();
    }

    private void accept() {
        try {
            for (;;) {
                Socket client = listener.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(there);
                Thread.startVirtualThread(() -> pass(client, there));
                Thread.startVirtualThread(() -> meddle(there, client));
            }
        } catch (IOException _) {
            // closed: nobody else comes
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // either side has gone, and both sockets go with it
        }
    }

    private void meddle(Socket from, Socket to) {
        try (from; to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            passHead(in, out);
            for (boolean hello = true;; hello = false) {
                byte[] header = header(in);
                byte[] payload = in.readNBytes((int) length(header));
                if (!hello && payload.length > 0) {
                    payload[payload.length - 1] ^= 1;
                    changed.incrementAndGet();
                }
                out.write(header);
                out.write(payload);
                out.flush();
            }
        } catch (IOException _) {
            // either side has gone, and both sockets go with it
        }
    }

    /** The answer to the request for a WebSocket, up to its empty line. */
    private static void passHead(DataInputStream in, DataOutputStream out) throws IOException {
        for (int last = 0; last != 0x0d0a0d0a;) {
            byte next = in.readByte();
            out.write(next);
            last = (last << Byte.SIZE) | (next & 0xff);
        }
        out.flush();
    }

    /** The header of a frame by a server, which does not mask (RFC 6455, section 5.2). */
    private static byte[] header(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        byte length = in.readByte();
        byte[] more = in.readNBytes(length == LENGTH_16 ? Short.BYTES : length == LENGTH_64 ? Long.BYTES : 0);
        byte[] header = new byte[2 + more.length];
        header[0] = kind;
        header[1] = length;
        System.arraycopy(more, 0, header, 2, more.length);
        return header;
    }

    private static long length(byte[] header) {
        long length = header.length == 2 ? header[1] : 0;
        for (int i = 2; i < header.length; i++) {
            length = (length << Byte.SIZE) | (header[i] & 0xff);
        }
        return length;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket each : sockets) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
