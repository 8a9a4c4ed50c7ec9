package io.ate.atedb.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Standard input, whose readers can be interrupted, unlike those of {@link System#in}: who waits for somebody to type
 * can be told to stop. They then get a {@link java.nio.channels.ClosedByInterruptException}. As thread-safe as its
 * channel.
 */
final class InterruptibleInput extends InputStream {
    private final FileChannel channel;

    InterruptibleInput(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
