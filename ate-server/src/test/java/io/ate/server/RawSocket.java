package io.ate.server;

import io.ate.internal.wire.Slice;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A client that may send whatever it likes, on a blocking socket. Confined to one thread. */
final class RawSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;

    RawSocket(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private RawSocket(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** What came as answer to an HTTP request. */
    record HttpAnswer(int status, String head, String body) {}

    /** A WebSocket frame. */
    record Frame(int kind, byte[] content) {}

    /** How a connection ended: the status of WebSocket, or 0 where the socket was just closed. */
    record Ending(int status, String reason) {}

    static RawSocket upgraded(int port) throws IOException {
        return new RawSocket(port).upgraded();
    }

    /** The same from another address of this machine's. */
    static RawSocket upgraded(int port, InetAddress from) throws IOException {
        return new RawSocket(new Socket(InetAddress.getLoopbackAddress(), port, from, 0)).upgraded();
    }

    private RawSocket upgraded() throws IOException {
        HttpAnswer answer = upgrade("/db", "ate.v1");
        if (answer.status() != 101) {
            throw new AssertionError("no WebSocket: " + answer);
        }
        return this;
    }

    Socket socket() {
        return socket;
    }

    RawSocket send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawSocket send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    HttpAnswer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n").answer();
    }

    HttpAnswer upgrade(String path, String protocol) throws IOException {
        return send(upgradeRequest(path, protocol)).answer();
    }

    static String upgradeRequest(String path, String protocol) {
        return "GET " + path + " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n";
    }

    HttpAnswer answer() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(text.substring(9, 12));
        int length = text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .map(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return new HttpAnswer(status, text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Sends a whole frame. */
    RawSocket frame(int kind, byte[] content) throws IOException {
        return send(header(FINAL | kind, content.length)).send(content);
    }

    RawSocket frame(Slice content) throws IOException {
        return frame(BINARY, content.toArray());
    }

    /** The header of a frame from a client, masked with zeros. */
    static byte[] header(int first, long length) {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
        if (length < 126) {
            header.put((byte) (MASKED | length));
        } else if (length <= 0xffff) {
            header.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            header.put((byte) (MASKED | 127)).putLong(length);
        }
        header.putInt(0);
        byte[] bytes = new byte[header.position()];
        header.flip().get(bytes);
        return bytes;
    }

    Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long bytes = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] content = new byte[Math.toIntExact(bytes)];
        in.readFully(content);
        return new Frame(first & 0xf, content);
    }

    /** The next binary frame; pings on the way are answered. */
    byte[] binary() throws IOException {
        while (true) {
            Frame frame = frame();
            switch (frame.kind()) {
                case BINARY -> {
                    return frame.content();
                }
                case PING -> frame(PONG, frame.content());
                case CLOSE -> throw new EOFException("closed: " + ending(frame));
                default -> {
                    // A pong, which nobody waits for.
                }
            }
        }
    }

    /** The next frame that is a binary one or the end. */
    Frame nextOrEnd() throws IOException {
        Frame frame = frame();
        while (frame.kind() != BINARY && frame.kind() != CLOSE) {
            frame = frame();
        }
        return frame;
    }

    /** Reads until the other side ends the connection. */
    Ending ending() throws IOException {
        try {
            while (true) {
                Frame frame = frame();
                if (frame.kind() == CLOSE) {
                    return ending(frame);
                }
            }
        } catch (EOFException | SocketException _) {
            return new Ending(0, "");
        }
    }

    static Ending ending(Frame frame) {
        ByteBuffer content = ByteBuffer.wrap(frame.content());
        int status = content.getShort();
        return new Ending(status, StandardCharsets.UTF_8.decode(content).toString());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
