package io.ate.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a client and a server shake hands, and then changes the last byte of each frame. Thread-safe. */
final class ChangedFrames implements CuttingProxy.Passage {
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final AtomicInteger changed = new AtomicInteger();

    /** How many frames it has changed. */
    int count() {
        return changed.get();
    }

    @Override
    public void pass(InputStream from, OutputStream to) throws IOException {
        DataInputStream in = new DataInputStream(from);
        DataOutputStream out = new DataOutputStream(to);
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
}
